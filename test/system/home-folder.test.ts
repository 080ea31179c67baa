/** One user has one home folder, whatever started the process. */
import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { homeFolderOf } from '../../src/system/home-folder.js';

it('is the one of the environment', () => {
  expect(homeFolderOf({ HOME: '/home/ci', USERPROFILE: 'C:\\x' }, 'linux')).toBe('/home/ci');
  expect(homeFolderOf({ HOME: '/home/ci', USERPROFILE: 'C:\\Users\\ci' }, 'win32')).toBe('C:\\Users\\ci');
});

it.each([{}, { HOME: '' }, { HOME: undefined }])('is the one of the password database for %j', (environment) => {
  expect(homeFolderOf(environment, 'linux')).toBe(userInfo().homedir);
});
