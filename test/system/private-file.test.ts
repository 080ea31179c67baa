/** Files that must be ours alone. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isMountedSecret, largestFile, readPrivateFile, readProvidedFile } from '../../src/system/private-file.js';
import { tempFolder } from '../storage/store-in-temp.js';

function fileWith(mode: number, content = 'content'): string {
  const path = join(tempFolder(), 'file');
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** A file that belongs to another user: made so where we may, found where we may not. */
function foreignFile(mode: number): string {
  if (process.getuid?.() !== 0) return '/etc/passwd';
  const path = fileWith(mode);
  chownSync(path, 12_345, 12_345);
  return path;
}

describe('readPrivateFile', () => {
  it('reads a file of ours', () => {
    expect(readPrivateFile(fileWith(0o600))?.bytes.toString()).toBe('content');
    expect(readPrivateFile(fileWith(0o400))?.bytes.toString()).toBe('content');
    expect(readPrivateFile(fileWith(0o600, ''))?.bytes.toString()).toBe('');
  });

  it('answers undefined where there is none', () => {
    expect(readPrivateFile(join(tempFolder(), 'none'))).toBeUndefined();
  });

  it.each([0o644, 0o640, 0o620, 0o601, 0o666])('refuses mode %o and says how to close it', (mode) => {
    const path = fileWith(mode);
    expect(() => readPrivateFile(path)).toThrow(
      expect.objectContaining({
        kind: 'io',
        message: `${path} is accessible to other users (mode 0${mode.toString(8)})`,
        hint: `chmod 600 ${path}`,
      }),
    );
  });

  it('refuses the file of another user', () => {
    const path = foreignFile(0o600);
    expect(() => readPrivateFile(path)).toThrow(/ belongs to user \d+, not to user \d+$/);
  });

  it('refuses a link, even to a good file', () => {
    const target = fileWith(0o600);
    symlinkSync(target, `${target}.link`);
    expect(() => readPrivateFile(`${target}.link`)).toThrow(/symbolic link \(ELOOP\)/);
  });

  it('refuses a folder, a FIFO and a socket at once', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'folder'));
    execFileSync('mkfifo', ['-m', '600', join(folder, 'fifo')]);
    const server = createServer().listen(join(folder, 'socket'));
    onTestFinished(() => {
      server.close();
    });
    await once(server, 'listening');
    expect(() => readPrivateFile(join(folder, 'folder'))).toThrow('is not a regular file');
    expect(() => readPrivateFile(join(folder, 'fifo'))).toThrow('is not a regular file');
    expect(() => readPrivateFile(join(folder, 'socket'))).toThrow('is not a regular file');
  });

  it('refuses what is larger than any record', () => {
    expect(readPrivateFile(fileWith(0o600, 'x'.repeat(largestFile)))?.bytes).toHaveLength(largestFile);
    const path = fileWith(0o600, 'x'.repeat(largestFile + 1));
    expect(() => readPrivateFile(path)).toThrow(`${path} is larger than 65536 bytes`);
  });
});

describe('readProvidedFile', () => {
  it('follows links, as Kubernetes mounts its secrets', () => {
    const target = fileWith(0o400);
    symlinkSync(target, `${target}.link`);
    expect(readProvidedFile(`${target}.link`)?.bytes.toString()).toBe('content');
  });

  it('takes a read-only file that others can read, as docker mounts its secrets', () => {
    expect(readProvidedFile(fileWith(0o444))?.bytes.toString()).toBe('content');
  });

  it.each([0o644, 0o640, 0o604])('refuses our own writable file of mode %o, which we could close', (mode) => {
    const path = fileWith(mode);
    expect(() => readProvidedFile(path)).toThrow(expect.objectContaining({ hint: `chmod 600 ${path}` }));
  });

  it.each([0o666, 0o422, 0o444 | 0o020])('refuses mode %o, which others can write', (mode) => {
    expect(() => readProvidedFile(fileWith(mode))).toThrow(/is accessible to other users/);
  });

  it('answers undefined where there is none, and refuses a FIFO', () => {
    const folder = tempFolder();
    execFileSync('mkfifo', ['-m', '600', join(folder, 'fifo')]);
    expect(readProvidedFile(join(folder, 'none'))).toBeUndefined();
    expect(() => readProvidedFile(join(folder, 'fifo'))).toThrow('is not a regular file');
  });
});

it.each(['/run/secrets/ts-reg', '/var/run/secrets/a/b', '/run//secrets/x'])('takes %s for a mounted secret', (path) => {
  expect(isMountedSecret(path)).toBe(true);
});

it.each(['/run/secrets', '/run/secrets/../key', '/home/me/run/secrets/key', '/run/secretsx/key', 'run/secrets/key'])(
  'does not take %s for one',
  (path) => {
    expect(isMountedSecret(path)).toBe(false);
  },
);
