/** The order of places, and what is said when none of them has credentials. */
import { describe, expect, it } from 'vitest';
import { BrokenSource, firstCredentials } from '../../src/ecr/credential-links.js';

const found = { credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' }, source: 'second' };
const empty = (name: string) => ({
  name,
  resolve: () => Promise.reject(Object.assign(new Error(`${name} text`), { tryNextLink: true })),
});
const describeError = (error: unknown): string => (error instanceof Error ? error.message : '');

describe('a chain of places', () => {
  it('takes the first place that has credentials, and asks no further', async () => {
    const asked: string[] = [];
    const link = (name: string, answer: () => Promise<typeof found>) => ({
      name,
      resolve: () => {
        asked.push(name);
        return answer();
      },
    });
    const second = link('second', () => Promise.resolve(found));
    const third = link('third', () => Promise.resolve({ ...found, source: 'third' }));
    await expect(firstCredentials([empty('first'), second, third], describeError)).resolves.toBe(found);
    expect(asked).toEqual(['second']);
  });

  it('says of every place why it had nothing', async () => {
    const links = [{ name: 'environment', skipped: 'no keys' }, empty('profile default')];
    await expect(firstCredentials(links, describeError)).rejects.toMatchObject({
      name: 'NoCredentials',
      message: 'environment: no keys; profile default: profile default text',
    });
  });

  it('stops at a place that is set up but broken, and names it', async () => {
    const cause = new Error('session expired');
    const broken = { name: 'profile dev', resolve: () => Promise.reject(cause) };
    const never = { name: 'later', resolve: () => Promise.resolve(found) };
    const error = await firstCredentials([broken, never], describeError).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BrokenSource);
    expect(error).toMatchObject({ source: 'profile dev', reason: cause });
  });
});
