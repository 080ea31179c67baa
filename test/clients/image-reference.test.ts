/** Images lead to the registry that a container runtime would pull them from. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { registryOfImage } from '../../src/clients/image-reference.js';
import { TsRegError } from '../../src/errors.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

it.each([
  [
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:1.0',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    'team/app',
  ],
  [`r.example:5000/app:v1@${digest}`, 'r.example:5000', 'app'],
  [`r.example/app@${digest}`, 'r.example', 'app'],
  ['r.example/app', 'r.example', 'app'],
  ['R.Example/app', 'r.example', 'app'],
  ['HOST/app', 'host', 'app'],
  ['localhost/app', 'localhost', 'app'],
  ['localhost:5000/a/b/c', 'localhost:5000', 'a/b/c'],
  ['[2001:db8::1]:5000/app:1', '[2001:db8::1]:5000', 'app'],
  ['r.example/v2', 'r.example', 'v2'],
  ['docker.io/library/nginx:latest', 'docker.io', 'library/nginx'],
  ['nginx', 'docker.io', 'library/nginx'],
  ['nginx:1.27', 'docker.io', 'library/nginx'],
  ['bitnami/redis', 'docker.io', 'bitnami/redis'],
  ['r.example/a__b/c--d.e_f', 'r.example', 'a__b/c--d.e_f'],
])('%s is at %s, %s', (image, authority, path) => {
  expect(registryOfImage(image)).toEqual({ authority, path });
});

describe('no image reference', () => {
  it.each([
    '',
    '/',
    '/app',
    'r.example/',
    'r.example//app',
    'r.example/App',
    'r.example/app:',
    'r.example/app:-x',
    'r.example/app@',
    'r.example/app@sha256:12',
    `r.example/app@${digest}@${digest}`,
    'https://r.example/app',
    'user@r.example/app',
    'r.example:99999/app',
    'r.example/app*',
    'r.example/../app',
    'r.example/app\n',
    'r.example\n/app',
    'r .example/app',
    'r.example/a\u00e9',
    `r.example/${'a'.repeat(300)}`,
    `r.example/app:${'a'.repeat(129)}`,
    'r.example\\@evil/app',
    'r.example/app?x',
    'r.example/app#x',
    '-r.example/app',
  ])('%j', (image) => {
    expect(() => registryOfImage(image)).toThrow(TsRegError);
  });
});

it(
  'any text is an address within the text or a clear refusal',
  () => {
    const piece = fc.constantFrom(
      'r.example',
      'app',
      '/',
      ':',
      '@',
      '5000',
      digest,
      'library',
      '..',
      '*',
      '\n',
      '[',
      ']',
      'A',
      '%',
      '\u3002',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
        ),
        (image) => {
          try {
            const { authority, path } = registryOfImage(image);
            if (authority !== 'docker.io') expect(image.toLowerCase()).toContain(`${authority}/${path}`);
          } catch (error) {
            if (!(error instanceof TsRegError)) throw error;
            expect(error.message).toMatch(/^[ -~]+$/);
          }
        },
      ),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it('a megabyte takes no time', () => {
  for (const piece of ['a', 'a.', 'a/', '-', 'a:', '@'])
    expect(() => registryOfImage(`r.example/${piece.repeat(500_000)}`)).toThrow(TsRegError);
});
