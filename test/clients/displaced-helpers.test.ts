/** Which helper ts-reg took the place of is remembered in a file of its own. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { displacedIn, rememberDisplaced } from '../../src/clients/displaced-helpers.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-displaced-'));
  file = join(folder, 'displaced-helpers.json');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('keeps the helpers of each configuration, closed to others, until they are put back', () => {
  rememberDisplaced(file, '/a/config.json', new Map([['r.example.com', 'pass']]));
  rememberDisplaced(file, '/b/auth.json', new Map([['__proto__', 'gcloud']]));
  expect([...displacedIn(file, '/a/config.json')]).toEqual([['r.example.com', 'pass']]);
  expect([...displacedIn(file, '/c')]).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  rememberDisplaced(file, '/a/config.json', new Map());
  expect([...displacedIn(file, '/a/config.json')]).toEqual([]);
  expect(readFileSync(file, 'utf8')).not.toContain('/a/config.json');
});

it('knows nothing without a file, and of one that is something else', () => {
  expect(displacedIn(join(folder, 'none', 'x'), '/a').size).toBe(0);
  for (const text of ['', '[]', '{"/a":7}', '{"/a":{"r.example.com":7}}', '{']) {
    writeFileSync(file, text, { mode: 0o600 });
    expect(displacedIn(file, '/a').size, text).toBe(0);
  }
});

it('believes no file and no folder that others can write: docker would run what it says', () => {
  writeFileSync(file, '{"/a":{"r.example.com":"evil"}}', { mode: 0o600 });
  chmodSync(file, 0o666);
  expect(() => displacedIn(file, '/a')).toThrow('is accessible to other users');
  chmodSync(file, 0o600);
  chmodSync(folder, 0o777);
  expect(() => displacedIn(file, '/a')).toThrow('is writable by other users');
  expect(() => {
    rememberDisplaced(file, '/a', new Map([['r.example.com', 'x']]));
  }).toThrow('is writable by other users');
});
