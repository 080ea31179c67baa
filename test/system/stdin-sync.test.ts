/** Standard input of the helper. */
import { describe, expect, it } from 'vitest';
import { largestInput, readInput } from '../../src/system/stdin-sync.js';

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
    expect(readInput(() => 4096).length).toBeGreaterThan(largestInput);
    expect(readInput((buffer) => buffer.length)).toHaveLength(largestInput + 1);
  });
});
