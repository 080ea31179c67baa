/** Files that must not hang or fill the memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readAwsFile } from '../../src/ecr/bounded-file.js';

const folder = mkdtempSync(join(tmpdir(), 'ts-reg-bounded-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('a file is read without its byte order mark, and a missing one is none', async () => {
  writeFileSync(join(folder, 'a'), '\ufeffgrün');
  await expect(readAwsFile(join(folder, 'a'))).resolves.toBe('grün');
  await expect(readAwsFile(join(folder, 'none'))).resolves.toBeUndefined();
  await expect(readAwsFile(join(folder, 'a', 'b'))).resolves.toBeUndefined();
});

it.skipIf(process.platform === 'win32')(
  'a named pipe, a device, a folder and a large file are refused at once',
  async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'large'), Buffer.alloc(1024 * 1024 + 1, 'a'));
    await expect(readAwsFile(join(folder, 'pipe'))).rejects.toThrow('is not a regular file');
    await expect(readAwsFile('/dev/zero')).rejects.toThrow('/dev/zero is not a regular file');
    await expect(readAwsFile(folder)).rejects.toThrow('is not a regular file');
    await expect(readAwsFile(join(folder, 'large'))).rejects.toThrow('is larger than 1 MiB');
  },
);

it.each([
  ['utf16le', 'is UTF-16 text; save it as UTF-8'],
  ['latin1', 'is not UTF-8 text'],
] as const)('text in %s is refused', async (encoding, words) => {
  writeFileSync(join(folder, encoding), Buffer.from('\ufeffgrün'.slice(encoding === 'latin1' ? 1 : 0), encoding));
  await expect(readAwsFile(join(folder, encoding))).rejects.toThrow(words);
});
