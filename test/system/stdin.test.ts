/** Standard input. */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { TsRegError } from '../../src/errors.js';
import { readInput, readStream, stdinLimits } from '../../src/system/stdin.js';

function source(chunks: readonly (string | NodeJS.ErrnoException)[]): (buffer: Uint8Array) => number {
  const left = [...chunks];
  return (buffer) => {
    const chunk = left.shift() ?? '';
    if (chunk instanceof Error) throw chunk;
    return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength).write(chunk);
  };
}

const code = (name: string): NodeJS.ErrnoException => Object.assign(new Error(name), { code: name });

describe('the input', () => {
  it('is read in pieces until its end', () => {
    expect(readInput(source(['r.exa', 'mple.com\n']))).toBe('r.example.com\n');
    expect(readInput(source([]))).toBe('');
  });

  it('waits for a pipe that is not ready, and takes a closed one for empty', () => {
    expect(readInput(source([code('EAGAIN'), 'r', code('EAGAIN')]))).toBe('r');
    expect(readInput(source([code('EBADF')]))).toBe('');
    expect(readInput(source([code('EOF')]))).toBe('');
    expect(() => readInput(source([code('EIO')]))).toThrow('EIO');
  });

  it('stops one byte after the limit, however much there is', () => {
    expect(readInput(() => 4096).length).toBeGreaterThan(stdinLimits.helper);
    expect(readInput((buffer) => buffer.length)).toHaveLength(stdinLimits.helper + 1);
  });
});

describe('a stream', () => {
  const tooLong = (): TsRegError => new TsRegError('usage', 'too long');
  const read = (chunks: readonly string[]): Promise<Buffer> => readStream(Readable.from(chunks), 8, tooLong);

  it('is read to its end, up to its limit', async () => {
    expect((await read([])).toString()).toBe('');
    expect((await read(['1234', '5678'])).toString()).toBe('12345678');
    await expect(read(['1234', '5678', '9'])).rejects.toThrow('too long');
  });

  it('that never ends is left at the limit', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield 'x';
      })(),
    );
    await expect(readStream(endless, 8, tooLong)).rejects.toThrow('too long');
    expect(endless.destroyed).toBe(true);
  });

  it.each([
    [code('EISDIR'), 'EISDIR'],
    [new Error('?'), 'unknown error'],
  ])('that cannot be read is named: %s', async (error, named) => {
    const broken = new Readable({
      read() {
        this.destroy(error);
      },
    });
    await expect(readStream(broken, 8, tooLong)).rejects.toMatchObject({
      kind: 'io',
      message: `standard input cannot be read (${named})`,
    });
  });
});
