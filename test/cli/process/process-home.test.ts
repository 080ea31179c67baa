/** The facts about the process that the hot path needs. */
import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { processHome } from '../../../src/cli/process/process-home.js';

function home(platform: NodeJS.Platform, env: Record<string, string>): string {
  return processHome({ ...process, platform, env }).homeFolder;
}

it('takes the home folder from the environment, and from the password database when it is not set', () => {
  expect(home('linux', { HOME: '/home/ci', USERPROFILE: 'C:\\x' })).toBe('/home/ci');
  expect(home('win32', { HOME: '/home/ci', USERPROFILE: 'C:\\Users\\ci' })).toBe('C:\\Users\\ci');
  expect([home('linux', {}), home('linux', { HOME: '' })]).toEqual([userInfo().homedir, userInfo().homedir]);
});

it('reads the clock once', () => {
  expect(Math.abs(processHome(process).now - Date.now())).toBeLessThan(60_000);
});
