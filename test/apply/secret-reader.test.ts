/** Secrets by reference. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SecretReference } from '../../src/apply/document.js';
import { SecretReader } from '../../src/apply/secret-reader.js';
import { documentOf } from './documents.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-secrets-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [template] = documentOf('registries: [{ registry: a.example.com, user: awsauto }]').entries;

function reader(environment: Readonly<Record<string, string>> = {}): {
  readonly read: (password: SecretReference) => Promise<string>;
} {
  const secrets = new SecretReader({
    environment: { PATH: process.env['PATH'], ...environment },
    homeFolder: folder,
    platform: 'linux',
  });
  return {
    read: async (password) => {
      if (!template) throw new Error('no entry');
      const entry = { ...template, identity: { kind: 'user' as const, user: 'ci', password } };
      return (await secrets.credentialOf(entry, { folder })).secret.reveal();
    },
  };
}

const file = (path: string): SecretReference => ({ kind: 'file', path });
const env = (name: string): SecretReference => ({ kind: 'env', name });

it('reads a variable as it is, and a file without one line break at its end', async () => {
  expect(await reader({ A: ' x ' }).read(env('A'))).toBe(' x ');
  writeFileSync(join(folder, 'token'), 'p w\r\n');
  expect(await reader().read(file('token'))).toBe('p w');
  expect(await reader().read(file('~/token'))).toBe('p w');
  expect(await reader().read(file(join(folder, 'token')))).toBe('p w');
});

it('refuses what is missing, empty, no text or no file, without quoting it', async () => {
  await expect(reader().read(env('A'))).rejects.toThrow('the variable A is not set');
  await expect(reader({ A: '' }).read(env('A'))).rejects.toThrow('the variable A is empty');
  await expect(reader({ A: 'canary\ufffd' }).read(env('A'))).rejects.toThrow(
    /^the variable A has bytes that are not UTF-8$/,
  );
  await expect(reader().read(file('nope'))).rejects.toThrow(
    `cannot read ${join(folder, 'nope')}: it does not exist (ENOENT)`,
  );
  await expect(reader().read(file('.'))).rejects.toThrow('it is a directory');
  writeFileSync(join(folder, 'empty'), '\n');
  await expect(reader().read(file('empty'))).rejects.toThrow(`the file ${join(folder, 'empty')} is empty`);
  writeFileSync(join(folder, 'two'), 'canary\n\n');
  await expect(reader().read(file('two'))).rejects.toThrow(/^the file .*two ends with a line break$/);
  await expect(reader({ A: 'canary\n' }).read(env('A'))).rejects.toThrow(/^the variable A ends with a line break$/);
  writeFileSync(join(folder, 'latin'), Buffer.from('p\xe4ss', 'latin1'));
  await expect(reader().read(file('latin'))).rejects.toThrow('has bytes that are not UTF-8');
  writeFileSync(join(folder, 'large'), 'x'.repeat(70_000));
  await expect(reader().read(file('large'))).rejects.toThrow('it is larger than 64 KiB');
  await expect(reader().read({ kind: 'command', words: ['true'] })).rejects.toThrow('the command true printed nothing');
});

it('warns of a file of ours that others can read, not of one that is mounted or cannot be written', async () => {
  const warnings: string[] = [];
  const secrets = new SecretReader({
    environment: {},
    homeFolder: folder,
    platform: 'linux',
    warn: (line) => warnings.push(line),
  });
  for (const mode of [0o600, 0o644, 0o666, 0o444]) {
    const name = `token-${mode.toString(8)}`;
    writeFileSync(join(folder, name), 'canary');
    chmodSync(join(folder, name), mode);
    if (!template) throw new Error('no entry');
    const entry = { ...template, identity: { kind: 'user' as const, user: 'ci', password: file(name) } };
    await secrets.credentialOf(entry, { folder });
    await secrets.credentialOf(entry, { folder });
  }
  expect(warnings).toEqual(
    ['token-644', 'token-666'].map((name) => {
      const path = join(folder, name);
      return `other users can read the password in ${path}; make it private: chmod 600 ${path}`;
    }),
  );
});

it('runs a program once for all registries that share it, beside the document', async () => {
  const program = join(folder, 'vault');
  writeFileSync(program, '#!/bin/sh\necho run >> log\necho "secret of $1"\n');
  chmodSync(program, 0o755);
  const { read } = reader();
  const command: SecretReference = { kind: 'command', words: ['./vault', 'ci'] };
  expect(await Promise.all([read(command), read(command), read(command)])).toEqual(Array(3).fill('secret of ci'));
  expect(await read({ kind: 'command', words: ['./vault', 'cd'] })).toBe('secret of cd');
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('run\nrun\n');
});

it('knows the words of an identity', async () => {
  const secrets = new SecretReader({ environment: { ID: 'tenant' }, homeFolder: '', platform: 'linux' });
  const { entries } = documentOf(`registries:
  - { registry: a.example.com, user: "" }
  - { registry: b.example.com, user: awsauto }
  - { registry: c.example.com, role: "arn:x", external_id: { env: ID } }
  - { registry: d.example.com, role: "arn:x", external_id: "a;b" }
  - { registry: e.example.com, role: "arn:x" }
  - { registry: f.example.com, profile: dev }
`);
  const found = await Promise.all(entries.map((entry) => secrets.credentialOf(entry, { folder })));
  expect(found.map(({ user, secret }) => [user, secret.reveal()])).toEqual([
    ['', ''],
    ['awsauto', 'awsauto'],
    ['_iam_role', 'arn:x;tenant'],
    ['_iam_role', 'arn:x;a;b'],
    ['_iam_role', 'arn:x'],
    ['_aws_profile', 'dev'],
  ]);
});
