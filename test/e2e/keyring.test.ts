/**
 * `key: keyring` with a real keyring: the key is there and nowhere else, and a keyring that is locked or gone is said
 * to be.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canaryText } from '../canary/canary.js';
import { type WatchedProcesses, watchProcesses } from '../canary/watched-processes.js';
import { type Ended, helper, tsReg } from '../support/spawned.js';
import { type KeyringSession, startKeyringSession } from './keyring-session.js';

const password = canaryText('password');
const registry = 'registry.example.com';

let session: KeyringSession;
let watched: WatchedProcesses;
beforeEach(async () => {
  session = await startKeyringSession();
  watched = watchProcesses([{ name: 'password', bytes: Buffer.from(password) }]);
  writeFileSync(join(watched.home, 'config.yaml'), 'key: keyring\n', { mode: 0o600 });
});
afterEach(async () => {
  watched.dispose();
  await session.dispose();
});

function command(
  args: readonly string[],
  { environment = session.environment, asked = false, ...options } = {},
): Promise<Ended> {
  return watched.run(tsReg, args, { ...options, asked, environment: { ...environment, TS_REG_PASSWORD: password } });
}

async function addedWithKeyring(): Promise<void> {
  expect(await command(['registry', 'add', registry, 'ci', '--skip-validate'])).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  for (const secret of await session.secrets()) watched.watchFor({ name: 'key', bytes: Buffer.from(secret, 'base64') });
}

it('keeps the key in the keyring alone, for every process of the session', async () => {
  await addedWithKeyring();
  expect(await session.secrets()).toHaveLength(1);
  expect((await command(['registry', 'token', registry], { asked: true })).stdout).toBe(`${password}\n`);
  const answer = await watched.run(helper, ['get'], {
    input: registry,
    asked: true,
    environment: { ...session.environment },
  });
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(answer.stdout)).toMatchObject({ Username: 'ci', Secret: password });
  await command(['registry', 'list', '--wide', '--debug']);
  expect(watched.leaks()).toEqual([]);
});

it('says of a locked keyring that it is locked, and makes no other key', async () => {
  await addedWithKeyring();
  await session.lock();
  const refused = await command(['registry', 'token', registry, '--debug']);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('Error: ');
  expect(refused.stderr).toMatch(/keyring/);
  expect((await command(['registry', 'add', 'other.example.com', 'ci', '--skip-validate'])).exitCode).toBe(2);
  expect(watched.leaks()).toEqual([]);
});

it('says where there is no keyring what to do instead, and leaves nothing behind', async () => {
  const refused = await command(['registry', 'add', registry, 'ci', '--skip-validate'], {
    environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' },
  });
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toBe(
    'Error: there is no keyring in this session, or it is locked\nhint: set key: passphrase, or key_file: /path/to/a/key\n',
  );
  expect(JSON.parse((await command(['registry', 'list', '--json'])).stdout)).toEqual([]);
});

it('moves a store into the keyring and out of it again', async () => {
  rmSync(join(watched.home, 'config.yaml'));
  expect((await command(['registry', 'add', registry, 'ci', '--skip-validate'])).exitCode).toBe(0);
  expect(await command(['store', 'rekey', 'keyring'])).toMatchObject({ exitCode: 0 });
  const [secret = ''] = await session.secrets();
  watched.watchFor({ name: 'key', bytes: Buffer.from(secret, 'base64') });
  expect((await command(['registry', 'token', registry], { asked: true })).stdout).toBe(`${password}\n`);
  expect(await command(['store', 'rekey', 'file'])).toMatchObject({ exitCode: 0 });
  expect(watched.leaks()).toEqual([]);
  await session.lock();
  expect((await command(['registry', 'token', registry], { asked: true })).stdout).toBe(`${password}\n`);
});
