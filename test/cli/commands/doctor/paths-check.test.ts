/** Where doctor says that things are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkPlaces } from '../../../../src/cli/commands/doctor/paths-check.js';
import { loadSettings } from '../../../../src/config/load-settings.js';
import type { KeySetting } from '../../../../src/registry/store-setting.js';
import { Secret } from '../../../../src/secret.js';

const settings = await loadSettings({
  environment: { TS_REG_HOME: '/nonexistent' },
  flags: {},
  platform: 'linux',
  homeFolder: '',
});

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-places-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const keyFile = join(folder, 'key');
writeFileSync(keyFile, `${Buffer.alloc(32, 1).toString('base64')}\n`, { mode: 0o600 });
const rubbish = join(folder, 'rubbish');
writeFileSync(rubbish, 'canary', { mode: 0o600 });

it.each<[KeySetting, string]>([
  [{ kind: 'file', path: keyFile }, `in ${keyFile}`],
  [{ kind: 'external-file', path: keyFile }, `in ${keyFile} (external file)`],
  [{ kind: 'environment', key: new Secret(Buffer.alloc(32, 1).toString('base64')) }, 'in TS_REG_KEY'],
  [{ kind: 'keyring' }, 'in the keyring of this desktop'],
  [{ kind: 'passphrase', passphrase: undefined }, 'a passphrase, asked for on the terminal'],
  [{ kind: 'passphrase', passphrase: new Secret('canary') }, 'a passphrase, in TS_REG_PASSPHRASE'],
])('tells where the key is, never the key: %o', async (key, message) => {
  expect(await checkPlaces({ ...settings, key }, {})).toContainEqual({
    level: 'ok',
    subject: 'key',
    message,
    fix: undefined,
  });
});

it('says of our own key file that is not there yet that it will be created', async () => {
  const [finding] = (await checkPlaces(settings, {})).filter(({ subject }) => subject === 'key');
  expect(finding).toMatchObject({
    level: 'remark',
    message: '/nonexistent/key does not exist; ts-reg creates it with the first record of a new store',
  });
});

it.each<[KeySetting, string, string]>([
  [
    { kind: 'external-file', path: '/run/secrets/none' },
    'the key file /run/secrets/none does not exist; ts-reg does not create external key files',
    'mount it, or set TS_REG_KEY_FILE to where it is: export TS_REG_KEY_FILE=/path/to/key',
  ],
  [
    { kind: 'external-file', path: rubbish },
    `${rubbish} contains no key: expected 32 bytes or their base64, found 6 bytes`,
    `restore it from a backup: cp -p /path/to/backup/key ${rubbish}`,
  ],
  [
    { kind: 'file', path: rubbish },
    `${rubbish} contains no key: expected 32 bytes or their base64, found 6 bytes`,
    `restore it from a backup: cp -p /path/to/backup/key ${rubbish}`,
  ],
  [
    { kind: 'environment', key: new Secret('canary') },
    'TS_REG_KEY is not the base64 of 32 bytes',
    'export TS_REG_KEY="$(cat /path/to/key)"',
  ],
])('a key that cannot be used is a problem, and its fix makes no new key: %o', async (key, message, fix) => {
  expect(await checkPlaces({ ...settings, key }, {})).toContainEqual({
    level: 'problem',
    subject: 'key',
    message,
    fix,
  });
});

it('tells where settings and store are', async () => {
  expect((await checkPlaces(settings, {})).map(({ message }) => message)).toEqual(
    expect.arrayContaining(['defaults; there is no /nonexistent/config.yaml', 'in /nonexistent']),
  );
  expect(
    (await checkPlaces({ ...settings, paths: { ...settings.paths, configFile: '/dev/null' } }, {}))[0],
  ).toMatchObject({ message: 'from /dev/null' });
});

it('tells of a database without its URL, which holds a password, and that its key is one for all', async () => {
  const findings = await checkPlaces(
    {
      ...settings,
      key: { kind: 'file', path: keyFile },
      store: { kind: 'postgres', url: new Secret('postgres://u:canary@db/x?schema=team') },
    },
    { PGPORT: '6432' },
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ subject: 'store', message: 'in schema team of database x on db:6432' }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ subject: 'key', message: `in ${keyFile}, the same on every machine of this store` }),
  );
  expect(JSON.stringify(findings)).not.toContain('canary');
});
