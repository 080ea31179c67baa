/** Where doctor says that things are. */
import { expect, it } from 'vitest';
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

it.each<[KeySetting, string]>([
  [{ kind: 'file', path: '/nonexistent/key' }, 'in /nonexistent/key, created with the first record'],
  [{ kind: 'file', path: '/dev/null' }, 'in /dev/null'],
  [{ kind: 'external-file', path: '/run/secrets/key' }, 'in /run/secrets/key (external file)'],
  [{ kind: 'environment', key: new Secret('canary') }, 'in TS_REG_KEY'],
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
    { ...settings, store: { kind: 'postgres', url: new Secret('postgres://u:canary@db/x?schema=team') } },
    { PGPORT: '6432' },
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ subject: 'store', message: 'in schema team of database x on db:6432' }),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({
      subject: 'key',
      message: 'in /nonexistent/key, the same on every machine of this store',
    }),
  );
  expect(JSON.stringify(findings)).not.toContain('canary');
});
