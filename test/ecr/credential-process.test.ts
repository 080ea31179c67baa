/** Programs of other people that print keys, or do not. */
import { expect, it } from 'vitest';
import { credentialProcess } from '../../src/ecr/credential-process.js';

const now = Date.UTC(2026, 0, 2);
const ask = (command: string) =>
  credentialProcess({ profile: 'dev', command, environment: { PATH: process.env['PATH'] }, now });
const print = (fields: Readonly<Record<string, unknown>>) =>
  ask(`echo '${JSON.stringify({ Version: 1, AccessKeyId: 'A', SecretAccessKey: 'canary', ...fields })}'`);

it('keys are read with their session token and expiry', async () => {
  await expect(print({ SessionToken: 't', Expiration: '2026-01-02T01:00:00Z' })).resolves.toEqual({
    accessKeyId: 'A',
    secretAccessKey: 'canary',
    sessionToken: 't',
    expiration: new Date('2026-01-02T01:00:00Z'),
  });
  await expect(print({ SessionToken: null, Expiration: null })).resolves.toEqual({
    accessKeyId: 'A',
    secretAccessKey: 'canary',
  });
});

it.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['another version', { Version: 2 }, 'printed no "Version": 1'],
  ['no key id', { AccessKeyId: '' }, 'printed no AccessKeyId'],
  ['no secret', { SecretAccessKey: null }, 'printed no SecretAccessKey'],
  ['an end that has passed', { Expiration: '2026-01-01T23:59:59Z' }, 'printed credentials that have expired'],
  ['an end that is no time', { Expiration: 'soon' }, 'printed an invalid Expiration'],
])('%s is named, and no secret', async (_case, fields, words) => {
  const error = await print(fields).catch((thrown: unknown) => thrown as Error);
  expect(error).toMatchObject({ message: `credential_process of profile dev ${words}` });
});

it.each([
  ['exit 3', 'failed (exit code 3)'],
  ['echo "please sign in" >&2; echo more >&2; exit 1', 'failed (exit code 1): please sign in'],
  ['echo password=canary >&2; exit 1', 'failed (exit code 1): password=[redacted]'],
  ['kill -9 $$', 'failed (SIGKILL)'],
  ['head -c 100000 /dev/zero', 'printed more than 64 KiB'],
  ['echo canary', 'did not print a JSON object'],
])('%s is told', async (command, words) => {
  const error = await ask(command).catch((thrown: unknown) => thrown as Error);
  expect(error).toMatchObject({ message: `credential_process of profile dev ${words}` });
});

it('a program that waits is named within 10 s, with what it said, though its children live on', async () => {
  const startedAt = performance.now();
  await expect(ask('echo "MFA code:" >&2; sleep 14 & wait')).rejects.toThrow(
    'credential_process of profile dev did not end within 10 s; does it wait for an answer?: MFA code:',
  );
  expect(performance.now() - startedAt).toBeLessThan(13_000);
}, 15_000);

it('a question finds its stdin at its end', async () => {
  await expect(ask('read answer || exit 4')).rejects.toThrow('exit code 4');
});

it('inherits the environment without the secrets of ts-reg, in any case of their names', async () => {
  const secrets = { TS_REG_KEY: 'canary-1', ts_reg_passphrase: 'canary-2', PGPASSWORD: 'canary-3' };
  const asked = {
    profile: 'dev',
    command: `env | grep -c canary- >&2; printf %s "$STAYS" >&2; exit 1`,
    environment: { PATH: process.env['PATH'], STAYS: 'stays', ...secrets },
    now,
  };
  await expect(credentialProcess(asked)).rejects.toMatchObject({ message: expect.stringMatching(/: 0$/) as string });
});
