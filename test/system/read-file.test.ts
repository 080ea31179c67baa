/** Reading files that people name: no pipe, device or endless file makes us wait or fills the memory. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBoundedFile, whyUnreadable } from '../../src/system/read-file.js';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-read-'));
  execFileSync('mkfifo', [at('pipe')]);
  writeFileSync(at('file'), 'content');
  symlinkSync(at('file'), at('link'));
  symlinkSync(at('pipe'), at('pipe-link'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function failure(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was refused');
}

describe('readBoundedFile', () => {
  it('reads a file up to its largest size, through links, and one of /proc, which has size 0', () => {
    expect(readBoundedFile(at('link'), { largest: 7 }).bytes.toString()).toBe('content');
    expect(readBoundedFile('/proc/self/status', { largest: 65_536 }).bytes.length).toBeGreaterThan(100);
  });

  it.each(['pipe', 'pipe-link', '/dev/zero', '/dev/tty', '/dev/random', '/dev/full'])(
    'refuses %s, with pipes allowed too',
    (name) => {
      const path = name.startsWith('/') ? name : at(name);
      for (const pipe of [false, true])
        expect(failure(() => readBoundedFile(path, { largest: 10, pipe }))).toMatchObject({ kind: 'special' });
    },
  );

  it('refuses a socket and a folder', async () => {
    const server = createServer().listen(at('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(failure(() => readBoundedFile(at('socket'), { largest: 10 }))).toMatchObject({ kind: 'special' });
    server.close();
    expect(failure(() => readBoundedFile(folder, { largest: 10 }))).toMatchObject({ kind: 'folder' });
  });

  it('refuses what is larger, also where the size does not say so', () => {
    expect(failure(() => readBoundedFile(at('file'), { largest: 6 }))).toMatchObject({
      kind: 'large',
      message: 'it is larger than 6 bytes',
    });
    expect(failure(() => readBoundedFile('/proc/self/status', { largest: 16 }))).toMatchObject({ kind: 'large' });
  });

  it('takes /dev/null as empty where that is allowed', () => {
    expect(readBoundedFile('/dev/null', { largest: 1, nullDevice: true }).bytes).toHaveLength(0);
    expect(failure(() => readBoundedFile('/dev/null', { largest: 1 }))).toMatchObject({ kind: 'special' });
  });

  it('follows no link where none may be, and lets errors of the system pass', () => {
    expect(failure(() => readBoundedFile(at('link'), { largest: 10, noFollow: true }))).toMatchObject({
      code: 'ELOOP',
    });
    expect(failure(() => readBoundedFile(at('none'), { largest: 10 }))).toMatchObject({ code: 'ENOENT' });
  });

  it('reads the pipe of a process substitution to its end, and gives up on one that has none', () => {
    const descriptor = openSync(at('pipe'), constants.O_RDWR);
    try {
      writeSync(descriptor, 'x'.repeat(20));
      const path = `/dev/fd/${descriptor}`;
      expect(failure(() => readBoundedFile(path, { largest: 100, pipe: true, waitMs: 60 }))).toMatchObject({
        kind: 'endless',
      });
      writeSync(descriptor, 'x'.repeat(20));
      expect(failure(() => readBoundedFile(path, { largest: 10, pipe: true }))).toMatchObject({ kind: 'large' });
      expect(failure(() => readBoundedFile(path, { largest: 10 }))).toMatchObject({ kind: 'special' });
    } finally {
      closeSync(descriptor);
    }
  });

  it('waits for a writer that is slow', async () => {
    const descriptor = openSync(at('pipe'), constants.O_RDWR);
    const writer = spawn('sh', ['-c', 'sleep 0.1; printf late'], { stdio: ['ignore', descriptor, 'ignore'] });
    const read = openSync(at('pipe'), constants.O_RDONLY | constants.O_NONBLOCK);
    closeSync(descriptor);
    expect(readBoundedFile(`/dev/fd/${read}`, { largest: 100, pipe: true }).bytes.toString()).toBe('late');
    closeSync(read);
    await new Promise((resolve) => writer.once('close', resolve));
  });
});

describe('whyUnreadable', () => {
  it('says it in words, and keeps a code that it has no words for', () => {
    expect(whyUnreadable(failure(() => readBoundedFile(at('none'), { largest: 1 })))).toBe(
      'it does not exist (ENOENT)',
    );
    expect(whyUnreadable(failure(() => readBoundedFile(folder, { largest: 1 })))).toBe('it is a directory');
    expect(whyUnreadable(Object.assign(new Error('x'), { code: 'ESTALE' }))).toBe('ESTALE');
    expect(whyUnreadable('x')).toBe('unknown error');
  });
});
