/** One output on disk. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import type { OutputSetting } from '../../src/outputs/output-setting.js';
import { expectedText, type OutputSource, writeOutput } from '../../src/outputs/write-output.js';
import { Secret } from '../../src/secret.js';

let folder: string;
let file: string;
let stored: Map<string, string | undefined | TsRegError>;
let changed: Set<string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-output-'));
  file = join(folder, 'config.json');
  stored = new Map([
    ['a.example.com', 'secret-a'],
    ['b.example.com', 'secret-b'],
    ['c.example.org', 'secret-c'],
  ]);
  changed = new Set();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const source: OutputSource = {
  registries: () => Promise.resolve([...stored.keys()]),
  kept: (registry) => {
    if (!stored.has(registry)) return Promise.resolve(undefined);
    const found = stored.get(registry);
    if (found instanceof TsRegError) return Promise.reject(found);
    const credential =
      found === undefined ? undefined : { username: 'ci', password: new Secret(found), expiresAt: 1_800_000_000_000 };
    return Promise.resolve({ registry, credential });
  },
  get changed() {
    return changed;
  },
};

function setting(fields: Partial<OutputSetting> = {}): OutputSetting {
  return {
    file,
    format: 'docker-config',
    registries: ['*.example.com'],
    isMerge: false,
    shell: 'sh',
    name: 'ts-reg',
    namespaces: [],
    labels: {},
    ...fields,
  };
}

function auths(): Record<string, unknown> {
  return (JSON.parse(readFileSync(file, 'utf8')) as { auths: Record<string, unknown> }).auths;
}

it('writes what matches, private, and nothing when nothing changed', async () => {
  expect(await writeOutput(setting(), source)).toEqual({
    file,
    isWritten: true,
    expiresAt: 1_800_000_000_000,
    problems: [],
  });
  expect(Object.keys(auths())).toEqual(['a.example.com', 'b.example.com']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await writeOutput(setting(), source)).toMatchObject({ isWritten: false, problems: [] });
  stored.set('a.example.com', 'secret-2');
  expect(await writeOutput(setting(), source)).toMatchObject({ isWritten: true });
  expect(auths()['a.example.com']).toEqual({ auth: Buffer.from('ci:secret-2').toString('base64') });
  expect(readdirSync(folder)).toEqual(['config.json']);
});

it.each(['json', 'env', 'kubernetes-secret', 'argocd-repository'] as const)('writes %s', async (format) => {
  expect(await writeOutput(setting({ format }), source)).toMatchObject({ isWritten: true, problems: [] });
  expect(readFileSync(file, 'utf8')).toMatch(/example\.com|DOCKER_AUTH_CONFIG|dockerconfigjson/);
});

it('keeps mode and link of a file that is there', async () => {
  const target = join(folder, 'real.json');
  writeFileSync(target, '{}', { mode: 0o640 });
  chmodSync(target, 0o640);
  symlinkSync(target, file);
  await writeOutput(setting(), source);
  expect(statSync(target).mode & 0o777).toBe(0o640);
  expect(Object.keys(auths())).toHaveLength(2);
});

describe('with merge', () => {
  const foreign =
    '{"credsStore":"x","auths":{"other.example.net":{"auth":"eHg="},"a.example.com":{"auth":"b2xk"}},"n":1.0}';

  it('keeps what is not its own, byte for byte', async () => {
    writeFileSync(file, foreign);
    await writeOutput(setting({ isMerge: true }), source);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('"credsStore":"x"');
    expect(text).toContain('"n":1.0');
    expect(Object.keys(auths())).toEqual(['other.example.net', 'a.example.com', 'b.example.com']);
    expect(auths()['other.example.net']).toEqual({ auth: 'eHg=' });
  });

  it('keeps foreign logins even when the pattern would match them', async () => {
    writeFileSync(file, foreign);
    await writeOutput(setting({ isMerge: true, registries: ['*'] }), source);
    expect(Object.keys(auths())).toContain('other.example.net');
  });

  it('takes out the entry of a token that has ended, and of a record that was deleted', async () => {
    writeFileSync(file, foreign);
    stored.set('a.example.com', undefined);
    await writeOutput(setting({ isMerge: true }), source);
    expect(Object.keys(auths())).toEqual(['other.example.net', 'b.example.com']);
    stored.delete('b.example.com');
    stored.set('a.example.com', 'again');
    changed.add('b.example.com');
    await writeOutput(setting({ isMerge: true }), source);
    expect(Object.keys(auths())).toEqual(['other.example.net', 'a.example.com']);
  });
});

it.each(['{"credHelpers":{}}', '{"auths":{},"HttpHeaders":{}}'])('without merge leaves %s alone', async (text) => {
  writeFileSync(file, text);
  const { isWritten, problems } = await writeOutput(setting(), source);
  expect(isWritten).toBe(false);
  expect(problems).toMatchObject([{ hint: 'write merge: true into this entry of outputs' }]);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('writes the others while one has no token, is damaged or unknown, and names those', async () => {
  stored.set('a.example.com', undefined);
  stored.set('d.example.com', new TsRegError('io', 'the record of d.example.com is damaged'));
  const outcome = await writeOutput(setting({ registries: ['*.example.com', 'x.example.net'] }), source);
  expect(outcome.isWritten).toBe(true);
  expect(outcome.problems.map(({ message }) => message)).toEqual([
    'x.example.net is not stored',
    'a.example.com has no valid token',
    'the record of d.example.com is damaged',
  ]);
  expect(Object.keys(auths())).toEqual(['b.example.com']);
});

it('leaves the file as it is when nothing can be had', async () => {
  writeFileSync(file, '{"auths":{}}');
  stored.clear();
  expect((await writeOutput(setting(), source)).problems).toMatchObject([
    { message: `${file} was not changed: no stored registry matches *.example.com` },
  ]);
  expect((await writeOutput(setting({ registries: ['x.example.net'] }), source)).problems).toMatchObject([
    { message: `${file} was not changed: x.example.net is not stored` },
  ]);
  expect(readFileSync(file, 'utf8')).toBe('{"auths":{}}');
});

it.each([
  ['{"auths":', 'does not contain a JSON object'],
  ['[]', 'does not contain a JSON object'],
  ['{"auths":{},"auths":{}}', 'has a duplicate key'],
])('with merge refuses %s', async (text, reason) => {
  writeFileSync(file, text);
  const { problems } = await writeOutput(setting({ isMerge: true }), source);
  expect(problems[0]?.message).toBe(`${file} ${reason}`);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

it('says what is in the way of a file, with a command for that file', async () => {
  mkdirSync(file);
  const { problems } = await writeOutput(setting(), source);
  expect(problems).toMatchObject([{ kind: 'io', message: `${file} is not a file`, hint: `ls -l ${file}` }]);
});

it('a file that is damaged keeps the hint that repairs it', async () => {
  writeFileSync(file, '{"auths":{},"auths":{}}');
  const { problems } = await writeOutput({ ...setting(), isMerge: true }, source);
  expect(problems).toMatchObject([{ kind: 'io', hint: expect.stringContaining(`--output ${file}.new`) as string }]);
});

it('looks again after it has written, because another process may have renewed a token meanwhile', async () => {
  let reads = 0;
  const racing: OutputSource = {
    ...source,
    kept: (registry) => {
      reads += 1;
      if (reads === 3) stored.set('a.example.com', 'renewed meanwhile');
      return source.kept(registry);
    },
  };
  expect(await writeOutput(setting(), racing)).toMatchObject({ isWritten: true });
  expect(auths()['a.example.com']).toEqual({ auth: Buffer.from('ci:renewed meanwhile').toString('base64') });
});

it('tells what a file should hold', async () => {
  await writeOutput(setting(), source);
  const before = readFileSync(file, 'utf8');
  expect(await expectedText(setting(), source, before)).toEqual({ text: before, problems: [] });
  stored.clear();
  expect(await expectedText(setting(), source, before)).toEqual({ text: undefined, problems: [] });
});
