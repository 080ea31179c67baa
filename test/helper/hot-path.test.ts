/** What `get` costs when a fresh token is kept: one small file of code, no network, no write. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Ended, run } from '../support/spawned.js';
import { type HelperHome, hour, keptPassword, makeHelperHome, passwordOf } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const nowhere = 'http://127.0.0.1:1';
const root = join(import.meta.dirname, '..', '..');
const hook = join(import.meta.dirname, 'list-loaded.cjs');
/** The hot path, as package.json's `bin` starts it; the rest of the package is not there when only these are copied. */
const program = 'dist/docker-credential-ts-reg.cjs';
let home: HelperHome;
let scratch: string;

beforeEach(async () => {
  home = makeHelperHome();
  scratch = mkdtempSync(join(tmpdir(), 'ts-reg-loaded-'));
  await home.addEcr(registry, nowhere);
  await home.keepToken(registry, nowhere, 11 * hour);
});
afterEach(() => {
  home.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

/** `get` by a copy of the hot path alone. */
function askAlone(address: string): Promise<Ended> {
  cpSync(join(root, program), join(scratch, program));
  const environment = {
    TS_REG_HOME: home.folder,
    NODE_OPTIONS: `--require=${hook}`,
    LOADED_LIST: join(scratch, 'loaded.json'),
  };
  return run(join(scratch, program), ['get'], { environment, input: address });
}

/** Every file of the home with the time of its last change. */
function timesOfChange(): ReadonlyMap<string, number> {
  const files = readdirSync(home.folder, { recursive: true, encoding: 'utf8' });
  return new Map(files.map((file) => [file, statSync(join(home.folder, file)).ctimeMs]));
}

it.each([registry, `${registry}\n`, `https://${registry}/v2/`])(
  'needs its own bundle, fs, crypto, os and path for %j, and no other file of the package',
  async (address) => {
    expect(passwordOf(await askAlone(address))).toBe(keptPassword);
    expect(JSON.parse(readFileSync(join(scratch, 'loaded.json'), 'utf8'))).toEqual(['crypto', 'fs', 'os', 'path']);
  },
);

it('needs the rest of the package as soon as the token is past half of its life', async () => {
  await home.keepToken(registry, nowhere, 5 * hour);
  expect((await askAlone(registry)).exitCode).not.toBe(0);
});

it('is one file of less than 32 KiB', () => {
  expect(statSync(join(root, program)).size).toBeLessThan(32 * 1024);
});

it('writes nothing', async () => {
  const before = timesOfChange();
  expect(passwordOf(await home.ask('get', registry))).toBe(keptPassword);
  expect(timesOfChange()).toEqual(before);
});

it('does not read the settings or the records: neither a broken config.yaml nor a damaged record stops a kept token', async () => {
  home.configure('{ not yaml');
  rmSync(join(home.folder, 'records'), { recursive: true });
  rmSync(join(home.folder, 'key'));
  expect(passwordOf(await home.ask('get', registry))).toBe(keptPassword);
});
