import { expect, it } from 'vitest';
import { readableByOthers } from '../../src/config/file-warning.js';

it.each([0o644, 0o640, 0o604, 0o660, 0o666, 0o610])(
  'warns about a file with mode %o and gives the command that closes it',
  (mode) => {
    expect(readableByOthers({ path: '/h/credentials.yaml', mode, platform: 'linux' })).toBe(
      'other users can read the password in /h/credentials.yaml; make it private: chmod 600 /h/credentials.yaml',
    );
  },
);

it.each([0o600, 0o400, 0o700])('is silent about mode %o', (mode) => {
  expect(readableByOthers({ path: '/h/credentials.yaml', mode, platform: 'darwin' })).toBeUndefined();
});

it('is silent on Windows, where the bits say nothing', () => {
  expect(readableByOthers({ path: 'C:\\credentials.yaml', mode: 0o666, platform: 'win32' })).toBeUndefined();
});
