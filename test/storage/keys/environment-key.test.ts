/** A key in TS_REG_KEY. */
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { EnvironmentKey } from '../../../src/storage/keys/environment-key.js';

describe('TS_REG_KEY', () => {
  it('is the base64 of 32 bytes', async () => {
    const source = new EnvironmentKey(new Secret(Buffer.alloc(32, 7).toString('base64')));
    expect((await source.open()).export()).toEqual(Buffer.alloc(32, 7));
    expect((await source.create()).key.export()).toEqual(Buffer.alloc(32, 7));
  });

  it.each([
    '',
    'canary',
    'x'.repeat(32),
    'x'.repeat(44),
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
  ])('is refused when it is %j', async (text) => {
    await expect(new EnvironmentKey(new Secret(text)).open()).rejects.toMatchObject({
      kind: 'usage',
      message: 'TS_REG_KEY is not the base64 of 32 bytes',
      hint: 'export TS_REG_KEY="$(openssl rand -base64 32)"',
    });
  });
});
