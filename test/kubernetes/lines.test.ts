import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../../src/kubernetes/lines.js';

async function lines(chunks: readonly Buffer[], largest = 1_000): Promise<readonly string[]> {
  const found: string[] = [];
  async function* stream(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield await Promise.resolve(chunk);
  }
  for await (const line of linesOf(stream(), largest)) found.push(line);
  return found;
}

it('are the same wherever the stream is cut, in the middle of a character too', async () => {
  const text = '{"a":"größe"}\n\n{"b":"東京🙂"}\nrest';
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: Buffer.byteLength(text) }), { maxLength: 8 }), async (cuts) => {
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index] ?? 0, end));
      expect(await lines(chunks)).toEqual(['{"a":"größe"}', '', '{"b":"東京🙂"}', 'rest']);
    }),
    { numRuns: 50 },
  );
});

it('has a limit for one line, not for all', async () => {
  expect(await lines([Buffer.from('aaa\nbbb\n'), Buffer.from('ccc\n')], 4)).toEqual(['aaa', 'bbb', 'ccc']);
  await expect(lines([Buffer.from('aaa\n'), Buffer.from('bbbbb')], 4)).rejects.toThrow('larger than the limit');
});
