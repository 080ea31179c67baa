import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAnchoreCredentials } from '../../src/config/anchore-credentials.js';

let homeFolder: string;
let file: string;
beforeEach(async () => {
  homeFolder = await mkdtemp(join(tmpdir(), 'ts-reg-anchore-'));
  await mkdir(join(homeFolder, '.anchore'));
  file = join(homeFolder, '.anchore', 'credentials.yaml');
});
afterEach(() => rm(homeFolder, { recursive: true }));

const sample =
  "default:\n  ANCHORE_CLI_USER: 'admin'\n  ANCHORE_CLI_PASS: 'foobar'\n  ANCHORE_CLI_URL: 'http://localhost:8228/v1'\n";

it('reads the file that anchore-cli documents', async () => {
  await writeFile(file, sample, { mode: 0o600 });
  const credentials = await readAnchoreCredentials({
    isUrlGiven: false,
    named: undefined,
    homeFolder,
    platform: 'linux',
  });
  expect(credentials).toEqual({
    file,
    values: new Map([
      ['ANCHORE_CLI_USER', 'admin'],
      ['ANCHORE_CLI_PASS', 'foobar'],
      ['ANCHORE_CLI_URL', 'http://localhost:8228/v1'],
    ]),
    warning: undefined,
  });
});

it('answers undefined when the usual file is not there', async () => {
  expect(
    await readAnchoreCredentials({ isUrlGiven: false, named: undefined, homeFolder, platform: 'linux' }),
  ).toBeUndefined();
});

it('answers undefined when there is no home folder to look in', async () => {
  expect(
    await readAnchoreCredentials({ isUrlGiven: false, named: undefined, homeFolder: '', platform: 'linux' }),
  ).toBeUndefined();
});

it('prefers a file that is named', async () => {
  const named = join(homeFolder, 'other.yaml');
  await writeFile(file, sample);
  await writeFile(named, 'default: { ANCHORE_CLI_USER: other }', { mode: 0o600 });
  const credentials = await readAnchoreCredentials({ isUrlGiven: false, named, homeFolder, platform: 'linux' });
  expect(credentials?.values).toEqual(new Map([['ANCHORE_CLI_USER', 'other']]));
});

it('refuses a named file that is not there, instead of going on without it', async () => {
  const named = join(homeFolder, 'missing.yaml');
  await expect(
    readAnchoreCredentials({ isUrlGiven: false, named, homeFolder, platform: 'linux' }),
  ).rejects.toMatchObject({
    kind: 'io',
    message: `cannot read ${named}: there is no such file`,
    hint: 'pass a credentials file of anchore-cli with --config or ANCHORE_CLI_CONFIG',
  });
});

it('keeps passwords that look like numbers or switches as they are written', async () => {
  await writeFile(file, 'default:\n  ANCHORE_CLI_PASS: 0123\n  ANCHORE_CLI_USER: yes\n', { mode: 0o600 });
  const credentials = await readAnchoreCredentials({
    isUrlGiven: false,
    named: undefined,
    homeFolder,
    platform: 'linux',
  });
  expect(credentials?.values.get('ANCHORE_CLI_PASS')).toBe('0123');
  expect(credentials?.values.get('ANCHORE_CLI_USER')).toBe('yes');
});

it.each(['', 'default:\n', 'other: { ANCHORE_CLI_USER: x }', 'default: { SOMETHING: [1], ANCHORE_CLI_URL: }'])(
  'finds nothing in %j and does not mind',
  async (text) => {
    await writeFile(file, text);
    const credentials = await readAnchoreCredentials({
      isUrlGiven: false,
      named: undefined,
      homeFolder,
      platform: 'linux',
    });
    expect(credentials).toEqual({ file, values: new Map(), warning: undefined });
  },
);

it('warns when others can read the password', async () => {
  await writeFile(file, sample, { mode: 0o644 });
  const credentials = await readAnchoreCredentials({
    isUrlGiven: false,
    named: undefined,
    homeFolder,
    platform: 'linux',
  });
  expect(credentials?.warning).toBe(`other users can read the password in ${file}; make it private: chmod 600 ${file}`);
});

it('does not warn when there is no password in the file, or no such permissions (Windows)', async () => {
  await writeFile(file, 'default: { ANCHORE_CLI_USER: admin }', { mode: 0o644 });
  expect(
    (await readAnchoreCredentials({ isUrlGiven: false, named: undefined, homeFolder, platform: 'linux' }))?.warning,
  ).toBeUndefined();
  await writeFile(file, sample);
  expect(
    (await readAnchoreCredentials({ isUrlGiven: false, named: file, homeFolder, platform: 'win32' }))?.warning,
  ).toBeUndefined();
});

it.each([
  ['default: admin', 'default in FILE must be a mapping'],
  ['default: { ANCHORE_CLI_PASS: [hunter2] }', 'an ANCHORE_CLI_* key in FILE must be a single value'],
  ['- hunter2', 'FILE, line 1: contains no settings of the form `key: value`'],
  [
    'default:\n  ANCHORE_CLI_PASS: hunter2: x',
    'FILE, line 2: has a value with ": " in it; put it into quotes, or indent it like the line above',
  ],
])('refuses %j without repeating it', async (text, message) => {
  await writeFile(file, text, { mode: 0o600 });
  await expect(
    readAnchoreCredentials({ isUrlGiven: false, named: undefined, homeFolder, platform: 'linux' }),
  ).rejects.toMatchObject({ kind: 'usage', message: message.replace('FILE', file) });
});
