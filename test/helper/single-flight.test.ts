/**
 * Any number of processes that need the same token cause one exchange. Real processes, one loopback AWS that counts.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { askAtOnce } from './asked-at-once.js';
import { type HelperHome, hour, keptPassword, makeHelperHome, passwordOf, user } from './helper-home.js';

let aws: LoopbackAws;
let home: HelperHome;

beforeEach(async () => {
  aws = await startLoopbackAws({ keys: [user] });
  home = makeHelperHome();
});
afterEach(async () => {
  home.dispose();
  await aws.close();
});

async function addExpired(registry: string): Promise<void> {
  await home.addEcr(registry, aws.url);
  await home.keepToken(registry, aws.url, -hour);
}

it('100 processes that ask at once for one expired token cause 1 call to AWS, and all get the new token', async () => {
  const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  await addExpired(registry);
  // A slow machine takes half a minute to start them all, and how long one waits is not what is tested.
  home.configure('timeout: 60\n');
  aws.faults.add({ kind: 'slow', delayMs: 500 });
  const answers = await askAtOnce(
    home.folder,
    Array.from({ length: 100 }, () => registry),
  );
  const passwords = new Set(answers.map(passwordOf));
  expect(passwords.size).toBe(1);
  expect([...passwords].every((password) => password !== keptPassword && aws.isValidToken(password))).toBe(true);
  expect(answers.filter(({ stderr }) => stderr !== '')).toEqual([]);
  expect(aws.count('GetAuthorizationToken')).toBe(1);
}, 120_000);

it('20 processes for each of 50 registries cause 50 calls to AWS, and every registry gets a token of its own', async () => {
  const registries = Array.from(
    { length: 50 },
    (_, index) => `${100_000_000_000 + index}.dkr.ecr.us-east-1.amazonaws.com`,
  );
  for (const registry of registries) await addExpired(registry);
  const passwords = new Map<string, Set<string>>(registries.map((registry) => [registry, new Set()]));
  // 40 processes at once, two registries in competition: more would measure the machine and not the locks.
  for (let first = 0; first < registries.length; first += 2) {
    const pair = registries.slice(first, first + 2);
    const asked = Array.from({ length: 40 }, (_, index) => pair[index % 2] ?? '');
    const answers = await askAtOnce(home.folder, asked);
    answers.forEach((answer, index) => passwords.get(asked[index] ?? '')?.add(passwordOf(answer)));
  }
  expect([...passwords.values()].map(({ size }) => size)).toEqual(registries.map(() => 1));
  expect(new Set([...passwords.values()].flatMap((found) => [...found])).size).toBe(50);
  expect(
    [...passwords.values()].flatMap((found) => [...found]).filter((password) => !aws.isValidToken(password)),
  ).toEqual([]);
  expect(aws.count('GetAuthorizationToken')).toBe(50);
}, 600_000);
