/** The warning about a key file that everybody can read. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publicKeyWarning } from '../../src/config/key-file-warning.js';

it('names the commands that close the file or accept it, and is silent for a closed or missing one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-key-warning-'));
  const path = join(folder, 'key');
  const place = { configFile: '/c/config.yaml', platform: 'linux' };
  writeFileSync(path, '');
  chmodSync(path, 0o444);
  expect(publicKeyWarning(path, place)).toContain(`chmod o-r ${path}`);
  expect(publicKeyWarning(path, place)).toContain('key_file_public: True');
  expect(publicKeyWarning(path, { ...place, platform: 'win32' })).toBeUndefined();
  chmodSync(path, 0o440);
  expect([publicKeyWarning(path, place), publicKeyWarning(join(folder, 'none'), place)]).toEqual([
    undefined,
    undefined,
  ]);
  rmSync(folder, { recursive: true });
});
