/** What a new user types, and reads, in a real terminal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Screen } from '../support/screen.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

let screen: Screen;
afterEach(() => screen.close());

describe.each([60, 80, 120])('a terminal of %i columns', (columns) => {
  it('shows a command in a hint alone on its line, whole', async () => {
    screen = await Screen.open({ columns });
    for (const [typed, command] of [
      [`registry add https://${ecr}/v2/ ci`, `ts-reg registry add ${ecr} ci`],
      ['login registry.example.com', 'ts-reg registry add registry.example.com'],
      ['registry get nowhere.example.com', 'ts-reg registry list'],
    ] as const) {
      await screen.run(`ts-reg ${typed}`);
      expect((await screen.history()).split('\n')).toContain(`  ${command}`);
    }
  });

  it('has every command on the first screen of the help, before the options', async () => {
    screen = await Screen.open({ columns, rows: 80 });
    const { text, exitCode } = await screen.run('ts-reg help');
    const lines = text.split('\n');
    const options = lines.indexOf('Options:');
    expect([exitCode, options > 0 && options <= 26]).toEqual([0, true]);
    for (const command of ['registry', 'configure-docker', 'doctor', 'store', 'completion', 'help'])
      expect(lines.slice(0, options).some((line) => line.startsWith(`  ${command} `))).toBe(true);
  });
});

it('a pipe gets the hint in one line, as before', async () => {
  screen = await Screen.open({ columns: 200 });
  const { text } = await screen.run('ts-reg registry get nowhere.example.com 2>&1 | cat');
  expect(text).toMatch(/^hint: ts-reg registry list, or: ts-reg registry add nowhere\.example\.com USER$/m);
});

it('a password among the arguments gets one tip, and a pipe none', async () => {
  screen = await Screen.open({ columns: 120 });
  const add = 'ts-reg registry add r.example.com ci canary --skip-validate --replace';
  expect((await screen.run(add)).text.match(/^tip: .*$/gm)).toHaveLength(1);
  expect((await screen.run(`${add} 2>&1 | cat`)).text).not.toContain('tip:');
});

it('--password-stdin says what it waits for, and shows nothing of what is typed', async () => {
  screen = await Screen.open({ columns: 100 });
  await screen.start('ts-reg registry add r.example.com ci --password-stdin --skip-validate');
  await screen.shows('Password of ci at r.example.com:');
  await screen.type('canary');
  expect((await screen.ended()).exitCode).toBe(0);
  expect(await screen.history()).not.toContain('canary');
  expect((await screen.run('ts-reg registry token r.example.com')).text).toContain('canary');
});

it('a secret key in the place of the user is on no line and in no file', async () => {
  screen = await Screen.open({ columns: 100 });
  await screen.write(
    'typed.sh',
    `ts-reg registry add ${ecr} wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY AKIAIOSFODNN7EXAMPLE\n`,
  );
  const { text, exitCode } = await screen.run('sh typed.sh');
  expect([exitCode, text.replace(/\n/g, ' ').includes('form of a secret access key')]).toEqual([1, true]);
  expect(await screen.history()).not.toMatch(/wJalr|bPxRfi/);
  const files = readdirSync(screen.folder, { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile() && each.name !== 'typed.sh'))
    expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toMatch(/wJalr|bPxRfi/);
});
