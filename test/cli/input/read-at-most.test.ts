/** Standard input that is a file. */
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readAtMost } from '../../../src/cli/input/read-at-most.js';

it('is read whole, up to a limit', async () => {
  expect((await readAtMost(Readable.from([Buffer.from('a'), Buffer.from('bc')]), 3)).toString()).toBe('abc');
  await expect(readAtMost(Readable.from([Buffer.from('abcd')]), 3)).rejects.toThrow(
    'standard input is larger than 3 bytes',
  );
});

it('that cannot be read is an error of ours', async () => {
  const broken = new Readable({
    read() {
      this.destroy(Object.assign(new Error('canary'), { code: 'EISDIR' }));
    },
  });
  await expect(readAtMost(broken, 3)).rejects.toThrow(/^standard input cannot be read \(EISDIR\)$/);
});
