/** Executables for macOS carry a signature that fits them, or macOS kills them at their start. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../support/spawned.js';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'mach-o-signature.mjs');

/** A Mach-O file of `codeSize` bytes: header, __TEXT, __LINKEDIT, and room for a signature that holds 64 zeros. */
function executable(codeSize: number): Buffer {
  const bytes = Buffer.alloc(codeSize + 64, 0x90);
  const words = (offset: number, ...values: readonly number[]): void => {
    values.forEach((value, index) => bytes.writeUInt32LE(value, offset + 4 * index));
  };
  words(0, 0xfeedfacf, 0x01000007, 3, 2, 3, 72 + 72 + 16, 0, 0);
  const segment = (offset: number, name: string, start: number, size: number): void => {
    words(offset, 0x19, 72);
    bytes.write(name.padEnd(16, '\0'), offset + 8, 'latin1');
    [0n, BigInt(size), BigInt(start), BigInt(size)].forEach((value, index) =>
      bytes.writeBigUInt64LE(value, offset + 24 + 8 * index),
    );
    words(offset + 56, 0, 0, 0, 0);
  };
  segment(32, '__TEXT', 0, 8192);
  segment(104, '__LINKEDIT', 8192, bytes.length - 8192);
  words(176, 0x1d, 16, codeSize, 64);
  bytes.fill(0, codeSize);
  return bytes;
}

async function check(
  bytes: Buffer,
  ...identifier: readonly string[]
): Promise<{ readonly said: string; readonly exitCode: number; readonly bytes: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-mach-o-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'program');
  writeFileSync(file, bytes);
  const { stdout, exitCode } = await run(process.execPath, [script, file, ...identifier]);
  return { said: stdout, exitCode, bytes: readFileSync(file) };
}

describe('the signature of an executable for macOS', () => {
  it.each([12_288, 12_289, 20_479, 20_480])('fits every byte of %i after signing', async (size) => {
    const signed = await check(executable(size), 'ts-reg');
    expect(signed).toMatchObject({ said: '', exitCode: 0 });
    expect(await check(signed.bytes)).toMatchObject({ said: '', exitCode: 0 });
  });

  it('is the same for the same bytes, and replaces the one before', async () => {
    const once = await check(executable(20_000), 'ts-reg');
    expect((await check(once.bytes, 'ts-reg')).bytes.equals(once.bytes)).toBe(true);
  });

  it('leaves nothing outside the segment that holds it', async () => {
    const { bytes } = await check(executable(20_000), 'ts-reg');
    expect(Number(bytes.readBigUInt64LE(104 + 40) + bytes.readBigUInt64LE(104 + 48))).toBe(bytes.length);
    expect(Number(bytes.readBigUInt64LE(104 + 32)) % 4096).toBe(0);
  });

  it.each([28, 5_000, 12_287, 19_999])('is found wrong when byte %i is another one', async (offset) => {
    const { bytes } = await check(executable(20_000), 'ts-reg');
    bytes[offset] = 0xff;
    expect(await check(bytes)).toMatchObject({ said: '1 of 5 pages do not match\n', exitCode: 1 });
  });

  it('is found missing, cut off, or too short for what was appended', async () => {
    expect(await check(executable(20_000))).toMatchObject({
      said: 'the signature has the wrong format\n',
      exitCode: 1,
    });
    const { bytes } = await check(executable(20_000), 'ts-reg');
    expect((await check(Buffer.concat([bytes, Buffer.alloc(10)]))).said).toBe(
      'the signature is not the end of the file\n',
    );
    bytes.writeUInt32BE(16_384, 20_000 + 20 + 32);
    expect((await check(bytes)).said).toContain('3616 bytes are not signed');
  });
});
