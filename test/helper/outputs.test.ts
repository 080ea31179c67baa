/** The outputs of config.yaml, written by the credential helper: what it answers never depends on them. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hour, keptPassword, passwordOf, type ServedHome, startServedHome } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
let served: ServedHome;
let file: string;
beforeEach(async () => {
  served = await startServedHome(registry);
  file = join(served.home.folder, 'out', 'config.json');
  served.home.configure(
    `outputs:\n  - { file: ${file}, format: docker-config, registries: ["*.amazonaws.com"], merge: yes }\n`,
  );
});
afterEach(() => served.close());

function writtenPassword(): string {
  const { auths } = JSON.parse(readFileSync(file, 'utf8')) as { auths: Record<string, { auth: string }> };
  return Buffer.from(auths[registry]?.auth ?? '', 'base64')
    .toString()
    .slice('AWS:'.length);
}

it('writes the token that it renewed, and keeps foreign keys', async () => {
  const { home, aws } = served;
  mkdirSync(join(home.folder, 'out'));
  writeFileSync(file, '{"credHelpers":{"x.example.com":"pass"}}', { mode: 0o600 });
  await home.keepToken(registry, aws.url, 5 * hour);
  const ended = await home.ask('get', registry);
  expect(ended.stderr).toBe('');
  const password = passwordOf(ended);
  expect(password).not.toBe(keptPassword);
  expect(writtenPassword()).toBe(password);
  expect(readFileSync(file, 'utf8')).toContain('"credHelpers":{"x.example.com":"pass"}');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('writes nothing while the kept token is fresh', async () => {
  const { home, aws } = served;
  await home.keepToken(registry, aws.url, 11 * hour);
  expect(passwordOf(await home.ask('get', registry))).toBe(keptPassword);
  expect(existsSync(file)).toBe(false);
});

it.each<[string, (folder: string) => void]>([
  [
    'cannot be written',
    (folder) => {
      mkdirSync(join(folder, 'out', 'config.json'), { recursive: true });
    },
  ],
  [
    'is broken',
    (folder) => {
      mkdirSync(join(folder, 'out'));
      writeFileSync(join(folder, 'out', 'config.json'), '{"a');
    },
  ],
  [
    'is in a folder that nobody may write',
    (folder) => {
      mkdirSync(join(folder, 'out'));
      chmodSync(join(folder, 'out'), 0o500);
    },
  ],
  [
    'has a wrong line in config.yaml',
    (folder) => {
      writeFileSync(join(folder, 'config.yaml'), 'outputs: [{ fil: /f }]\n');
    },
  ],
  [
    'is no list in config.yaml',
    (folder) => {
      writeFileSync(join(folder, 'config.yaml'), 'outputs: 1\n');
    },
  ],
])('answers while an output %s, with a warning', async (what, spoil) => {
  const { home, aws } = served;
  spoil(home.folder);
  await home.keepToken(registry, aws.url, 5 * hour);
  const ended = await home.ask('get', registry);
  expect(passwordOf(ended)).not.toBe(keptPassword);
  // Root may write anywhere.
  if (what !== 'is in a folder that nobody may write' || process.getuid?.() !== 0)
    expect(ended.stderr).toMatch(/^WARN: .*(config\.json|config\.yaml)/);
});

it('drops what docker logout forgot, and writes what docker login stored', async () => {
  const { home } = served;
  home.configure(`outputs:\n  - { file: ${file}, format: json, registries: [r.example.com] }\n`);
  const login = JSON.stringify({ ServerURL: 'r.example.com', Username: 'me', Secret: 'pw-1' });
  expect(await home.ask('store', login)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{ username: 'me', password: 'pw-1' }]);
  await home.ask('store', login.replace('pw-1', 'pw-2'));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([{ password: 'pw-2' }]);
});
