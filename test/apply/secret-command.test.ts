/** The program that prints a secret. */
import { expect, it } from 'vitest';
import { secretCommand } from '../../src/apply/secret-command.js';

const run = (script: string, more: Partial<Parameters<typeof secretCommand>[0]> = {}) =>
  secretCommand({ words: ['sh', '-c', script], environment: { PATH: process.env['PATH'] }, folder: '', ...more });

it('gives what it prints, without one line break at the end', async () => {
  expect(await run('printf "a b\\r\\n"')).toBe('a b');
  expect(await run('printf "a\\n\\n"')).toBe('a\n');
  expect(await run('printf "%s" "$1"', { words: ['printf', '%s', '$HOME; `id`'] })).toBe('$HOME; `id`');
});

it('keeps the secrets of ts-reg from it, and gives it no input', async () => {
  const environment = { PATH: process.env['PATH'], TS_REG_KEY: 'canary', ANCHORE_CLI_PASS: 'canary', OTHER: 'x' };
  expect(await run('echo "$TS_REG_KEY$ANCHORE_CLI_PASS$OTHER"; cat', { environment })).toBe('x');
});

it.each([
  ['exit 3', 'the command sh failed (exit code 3)'],
  ['echo "vault is sealed" >&2; exit 1', 'the command sh failed (exit code 1): vault is sealed'],
  ['kill -9 $$', 'the command sh failed (SIGKILL)'],
  ['printf "\\377"', 'the command sh printed bytes that are not UTF-8'],
  ['yes | head -c 100000', 'the command sh printed more than 64 KiB'],
])('%s fails and says how', async (script, message) => {
  await expect(run(script)).rejects.toThrow(message);
});

it('redacts what stands in its stderr, and what it had printed as the secret', async () => {
  const failing = run('echo canary-secret; echo "token=canary-token: could not check canary-secret" >&2; exit 1');
  await expect(failing).rejects.toThrow('failed (exit code 1): token=[redacted]');
  await expect(failing).rejects.not.toThrow('canary');
});

it('redacts parts of what it had printed, and what variables hold for it', async () => {
  const environment = { PATH: process.env['PATH'], VAULT_TOKEN: 'canary-of-vault' };
  const script = `echo '{"user":"ci","value":"canary-part"}'; echo "no lease for canary-part with canary-of-vault" >&2; exit 2`;
  await expect(run(script, { environment })).rejects.toThrow(
    /^the command sh failed \(exit code 2\): no lease for \[redacted\] with \[redacted\]$/,
  );
});

it('names a program that is not there, without its arguments', async () => {
  await expect(secretCommand({ words: ['no-such-vault', 'canary'], environment: {}, folder: '' })).rejects.toThrow(
    /^the command no-such-vault is not on the PATH$/,
  );
});

it('ends one that does not end, and one whose caller gives up', async () => {
  await expect(run('sleep 60', { longestRun: 100 })).rejects.toThrow('the command sh did not end within 0.1 s');
  const controller = new AbortController();
  const running = run('exec sleep 60', { signal: controller.signal });
  setTimeout(() => {
    controller.abort();
  }, 50);
  await expect(running).rejects.toThrow('the command sh was interrupted');
});
