import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/load-settings.js';
import type { GlobalFlags, Settings } from '../../src/config/settings.js';
import { Secret } from '../../src/secret.js';

let homeFolder: string;
let configFile: string;
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'ts-reg-settings-'));
  configFile = join(homeFolder, '.config', 'ts-reg', 'config.yaml');
  await mkdir(join(homeFolder, '.config', 'ts-reg'), { recursive: true });
  await mkdir(join(homeFolder, '.anchore'));
});
afterEach(() => rm(homeFolder, { recursive: true }));

const load = (environment: Readonly<Record<string, string>> = {}, flags: GlobalFlags = {}): Promise<Settings> =>
  loadSettings({ environment, flags, platform: 'linux', homeFolder });
const config = (text: string): Promise<void> => writeFile(configFile, text);
const credentials = (text: string, mode = 0o600): Promise<void> =>
  writeFile(join(homeFolder, '.anchore', 'credentials.yaml'), text, { mode });

it('works without any file: embedded store, own key file, gate closed', async () => {
  expect(await load()).toEqual({
    paths: {
      configFile,
      keyFile: join(homeFolder, '.config/ts-reg/key'),
      tokenKeyFile: join(homeFolder, '.config/ts-reg/token-key'),
      dataFolder: join(homeFolder, '.local/share/ts-reg'),
    },
    allowAmbientRole: false,
    configState: { text: '', changedAt: 0 },
    ambientGateHint: expect.stringContaining(configFile) as string,
    store: { kind: 'file' },
    key: { kind: 'file', path: join(homeFolder, '.config/ts-reg/key') },
    timeoutMs: 15_000,
    caFile: undefined,
    endpoints: { ecr: undefined, sts: undefined },
    anchore: undefined,
    json: false,
    debug: false,
    warnings: [],
  });
});

it('takes settings from config.yaml', async () => {
  await config(`
# the documentation's own line
allow_awsecr_iam_auto: True
timeout: 5
ca_file: company.pem
endpoints:
  ecr: https://ecr.example.com
`);
  expect(await load()).toMatchObject({
    allowAmbientRole: true,
    timeoutMs: 5_000,
    caFile: join(homeFolder, '.config/ts-reg/company.pem'),
    endpoints: { ecr: 'https://ecr.example.com', sts: undefined },
  });
});

it('reads config.yaml from TS_REG_HOME', async () => {
  await writeFile(join(homeFolder, 'config.yaml'), 'timeout: 3');
  expect((await load({ TS_REG_HOME: homeFolder })).timeoutMs).toBe(3_000);
});

it.each(['True', 'true', 'yes', 'Yes', 'on', '"True"', "'yes'", 'y'])(
  'opens the gate for allow_awsecr_iam_auto: %s',
  async (text) => {
    await config(`allow_awsecr_iam_auto: ${text}\n`);
    expect((await load()).allowAmbientRole).toBe(true);
  },
);

it.each(['False', 'no', 'off', '"false"', '', '~'])(
  'keeps the gate closed for allow_awsecr_iam_auto: %s',
  async (text) => {
    await config(`allow_awsecr_iam_auto: ${text}\n`);
    expect((await load()).allowAmbientRole).toBe(false);
  },
);

describe('the key that seals records comes from', () => {
  const key = Buffer.alloc(32, 9).toString('base64');

  it('TS_REG_KEY before all others', async () => {
    await config('key_file: /run/secrets/key\nkey: keyring\n');
    const settings = await load({ TS_REG_KEY: key, TS_REG_KEY_FILE: '/elsewhere' });
    expect(settings.key.kind === 'environment' && settings.key.key.reveal()).toBe(key);
    expect(JSON.stringify(settings)).not.toContain(key);
  });

  it('then the file that TS_REG_KEY_FILE names', async () => {
    await config('key_file: /run/secrets/key\nkey: keyring\n');
    expect((await load({ TS_REG_KEY_FILE: '/elsewhere' })).key).toEqual({ kind: 'external-file', path: '/elsewhere' });
    expect((await load({ TS_REG_KEY_FILE: '~/elsewhere' })).key).toEqual({
      kind: 'external-file',
      path: join(homeFolder, 'elsewhere'),
    });
  });

  it('then the file that key_file names', async () => {
    await config('key_file: /run/secrets/key\nkey: keyring\n');
    expect((await load({ TS_REG_KEY: '' })).key).toEqual({ kind: 'external-file', path: '/run/secrets/key' });
  });

  it('then the keyring', async () => {
    await config('key: keyring\n');
    expect((await load()).key).toEqual({ kind: 'keyring' });
  });

  it('or a passphrase, asked for unless TS_REG_PASSPHRASE has it', async () => {
    await config('key: passphrase\n');
    expect((await load()).key).toEqual({ kind: 'passphrase', passphrase: undefined });
    const { key: withVariable } = await load({ TS_REG_PASSPHRASE: 'correct horse' });
    expect(withVariable.kind === 'passphrase' && withVariable.passphrase?.reveal()).toBe('correct horse');
  });

  it('else our own key file', async () => {
    await config('key: file\n');
    expect((await load({ TS_REG_PASSPHRASE: 'unused' })).key).toEqual({
      kind: 'file',
      path: join(homeFolder, '.config/ts-reg/key'),
    });
  });

  it('and a TS_REG_KEY of the wrong form is refused, not repeated', async () => {
    await expect(load({ TS_REG_KEY: 'hunter2' })).rejects.toMatchObject({
      kind: 'usage',
      message: 'TS_REG_KEY must be the base64 text of 32 bytes',
      hint: 'for example: export TS_REG_KEY="$(cat /path/to/key)"',
    });
  });
});

describe('the store', () => {
  it('is what TS_REG_STORE says before what config.yaml says', async () => {
    await config('store: postgres://me:pw@config.example.com/db\n');
    const urls = await Promise.all([load(), load({ TS_REG_STORE: 'postgresql://variable.example.com/db' })]);
    expect(urls.map(({ store }) => store.kind === 'postgres' && store.url.reveal())).toEqual([
      'postgres://me:pw@config.example.com/db',
      'postgresql://variable.example.com/db',
    ]);
    expect((await load({ TS_REG_STORE: 'file' })).store).toEqual({ kind: 'file' });
  });

  it('with a wrong URL is refused, not repeated', async () => {
    await expect(load({ TS_REG_STORE: 'mysql://me:hunter2@db' })).rejects.toMatchObject({
      kind: 'usage',
      message: 'TS_REG_STORE must be file or the URL of a PostgreSQL database (postgres://…)',
    });
  });

  it('warns when others can read the database password in config.yaml', async () => {
    await writeFile(configFile, 'store: postgres://me:pw@db.example.com/db\n', { mode: 0o644 });
    expect((await load()).warnings).toEqual([
      `other users can read the password in ${configFile}; make it private: chmod 600 ${configFile}`,
    ]);
    expect((await load({ TS_REG_STORE: 'file' })).warnings).toEqual([]);
  });
});

describe('a remote Anchore', () => {
  const file =
    'default:\n  ANCHORE_CLI_USER: admin\n  ANCHORE_CLI_PASS: foobar\n  ANCHORE_CLI_URL: http://127.0.0.1:8228/v1\n';

  it('is used when credentials.yaml names a URL', async () => {
    await credentials(file);
    expect((await load()).anchore).toMatchObject({ url: 'http://127.0.0.1:8228/v1', user: 'admin', verifyTls: true });
  });

  it('gives way to a flag', async () => {
    await credentials(file);
    const settings = await load({}, { url: 'https://flag/v1', password: new Secret('other') });
    expect(settings.anchore?.url).toBe('https://flag/v1');
    expect(settings.anchore?.password.reveal()).toBe('other');
  });

  it('is left aside with --local, and a broken credentials file does not matter then', async () => {
    await credentials('default: [');
    await expect(load()).rejects.toMatchObject({ kind: 'usage' });
    expect((await load({ ANCHORE_CLI_URL: 'http://x' }, { local: true })).anchore).toBeUndefined();
  });

  it('warns when others can read the password, if it is used', async () => {
    await credentials(file, 0o644);
    const path = join(homeFolder, '.anchore', 'credentials.yaml');
    expect((await load()).warnings).toEqual([
      `other users can read the password in ${path}; make it private: chmod 600 ${path}`,
    ]);
    expect((await load({}, { local: true })).warnings).toEqual([]);
  });

  it('finds the credentials file that --config or ANCHORE_CLI_CONFIG names', async () => {
    const [flag, variable] = [join(homeFolder, 'flag.yaml'), join(homeFolder, 'variable.yaml')];
    await writeFile(flag, 'default: { ANCHORE_CLI_URL: http://flag }');
    await writeFile(variable, 'default: { ANCHORE_CLI_URL: http://variable }');
    expect((await load({ ANCHORE_CLI_CONFIG: variable })).anchore?.url).toBe('http://variable');
    expect((await load({ ANCHORE_CLI_CONFIG: variable }, { config: flag })).anchore?.url).toBe('http://flag');
    expect((await load({ ANCHORE_CLI_CONFIG: '' })).anchore).toBeUndefined();
  });
});

describe('--json and --debug', () => {
  it('can be set by variables, as in anchore-cli', async () => {
    expect(await load({ ANCHORE_CLI_JSON: 'y', ANCHORE_CLI_DEBUG: 'Y' })).toMatchObject({ json: true, debug: true });
    expect(await load({ ANCHORE_CLI_JSON: 'n' }, { json: true, debug: true })).toMatchObject({
      json: true,
      debug: true,
    });
  });
});

it.each([
  ['timeout: soon', 'usage', 'timeout in FILE must be a time from 0.1 to 600 seconds'],
  ['tiemout: 1', 'usage', "unknown key 'tiemout' in FILE"],
  ['timeout: 1\ntimeout: 2', 'usage', 'FILE, line 2: has a duplicate key'],
  ['[timeout]', 'usage', 'FILE, line 1: contains no settings of the form `key: value`'],
])('refuses config.yaml with %j, exit 2', async (text, kind, message) => {
  await config(text);
  await expect(load()).rejects.toMatchObject({ kind, exitCode: 2, message: message.replace('FILE', configFile) });
});

it('refuses a folder in the place of config.yaml', async () => {
  await mkdir(configFile);
  await expect(load()).rejects.toMatchObject({ kind: 'io', message: `cannot read ${configFile}: it is a directory` });
});

it('does not load the YAML library while there is no file to read', async () => {
  const source = fileURLToPath(new URL('../../src/config/load-settings.ts', import.meta.url));
  const call = `await loadSettings({ environment: {}, flags: {}, platform: 'linux', homeFolder: ${JSON.stringify(homeFolder)} });`;
  const script = join(homeFolder, 'stdin.mjs');
  await build({
    stdin: {
      contents: `import { loadSettings } from ${JSON.stringify(source)};\n${call}\nconsole.log('loaded');`,
      resolveDir: homeFolder,
    },
    outdir: homeFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    external: ['yaml'],
  });
  const run = async (): Promise<string> => (await promisify(execFile)(process.execPath, [script])).stdout;
  expect(await run()).toBe('loaded\n');
  await config('timeout: 5\n');
  await expect(run()).rejects.toThrow("Cannot find package 'yaml'");
});
