/** The program of --on-failure. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseFailureCommand, runFailureCommand } from '../../../../src/cli/commands/registry/failure-command.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-on-failure-'));
  file = join(folder, 'environment');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const event = { registry: 'r.example.com', isFailing: true, reason: 'AWS said\nno' };
const path = process.env['PATH'] ?? '';
const printsTo = (target: string): readonly string[] => ['sh', '-c', 'env > "$0"', target];

it('gets registry, state and reason in its environment, and no secret', async () => {
  const secrets = {
    TS_REG_KEY: 'canary-1',
    TS_REG_PASSWORD: 'canary-2',
    AWS_SECRET_ACCESS_KEY: 'canary-3',
    AWS_SESSION_TOKEN: 'canary-4',
    HTTPS_PROXY: 'http://me:canary-5@proxy',
    https_proxy: 'me:canary-7@proxy:3128',
    TS_REG_STORE: 'postgres://me:canary-6@db/x',
  };
  const environment = { PATH: path, AWS_REGION: 'us-east-1', ...secrets };
  expect(await runFailureCommand(printsTo(file), event, { environment })).toBeUndefined();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('TS_REG_REGISTRY=r.example.com\n');
  expect(text).toContain('TS_REG_STATE=failing\n');
  expect(text).toContain('TS_REG_REASON=AWS said no\n');
  expect(text).toContain('AWS_REGION=us-east-1\n');
  expect(text).not.toContain('canary');
  await runFailureCommand(printsTo(file), { ...event, isFailing: false, reason: '' }, { environment });
  expect(readFileSync(file, 'utf8')).toContain('TS_REG_STATE=well\n');
});

it('is no shell', async () => {
  const words = parseFailureCommand(`sh -c 'echo "$1" > "$0"' ${file} "$(id);"`);
  await runFailureCommand(words, event, { environment: { PATH: path } });
  expect(readFileSync(file, 'utf8')).toBe('$(id);\n');
});

it.each([
  [['/does/not/exist'], '--on-failure /does/not/exist does not exist, or the interpreter in its first line does not'],
  [['sh', '-c', 'exit 7'], '--on-failure sh failed (exit code 7)'],
  [['sh', '-c', 'kill -9 $$'], '--on-failure sh failed (SIGKILL)'],
])('%j is told', async (words, problem) => {
  expect(await runFailureCommand(words, event, { environment: { PATH: path } })).toBe(problem);
});

it('is killed with all that it started when it takes too long', async () => {
  const late = join(folder, 'late');
  writeFileSync(join(folder, 'slow.sh'), `(sleep 1; echo x > ${late}) & wait`);
  const words = ['sh', join(folder, 'slow.sh')];
  expect(await runFailureCommand(words, event, { environment: { PATH: path }, longestRun: 200 })).toBe(
    '--on-failure sh did not end within 0.2 s; does it wait for an answer?',
  );
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(existsSync(late)).toBe(false);
});
