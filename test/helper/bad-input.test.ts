/**
 * What clients, Dockerfile authors and attackers may write to the helper: nothing is read or written under another
 * host's name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, helper, run } from '../support/spawned.js';
import { type HelperHome, hour, keptPassword, makeHelperHome } from './helper-home.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const password = 'plain-password';
const megabyte = 'a'.repeat(1 << 20);
let home: HelperHome;

beforeEach(async () => {
  home = makeHelperHome();
  await home.addEcr(ecr, 'http://127.0.0.1:1');
  await home.keepToken(ecr, 'http://127.0.0.1:1', 11 * hour);
  await home.ask('store', login('r.example.com', 'ci'));
});
afterEach(() => {
  home.dispose();
});

function login(address: string, user: string, secret = password): string {
  return JSON.stringify({ ServerURL: address, Username: user, Secret: secret });
}

/** Names and bytes of all files of the home. */
function contents(): ReadonlyMap<string, string> {
  const files = readdirSync(home.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => [join(file.parentPath, file.name), readFileSync(join(file.parentPath, file.name), 'latin1')]),
  );
}

function expectOneLineRefusal({ exitCode, stdout, stderr }: Ended): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toMatch(/^[\x20-\x7e]{1,300}\n$/);
  expect(stdout).not.toContain(password);
  expect(stdout).not.toContain(keptPassword);
}

/** Around an address that is known, one that is not. */
const injected = [
  `${ecr}\nr.example.com`,
  `r.example.com\n${ecr}`,
  `r.example.com\r${ecr}`,
  `r.example.com\r\n${ecr}`,
  `\u0000${ecr}`,
  `${ecr}\u0000`,
  `\ufeff${ecr}`,
  `${ecr} r.example.com`,
  `${ecr}\tx`,
  `${ecr}\u2028`,
  `evil.example/${ecr}\n/x`,
  `r.example.com%0a${ecr}`,
];

describe('get', () => {
  it.each(injected)('gives no password for %j', async (address) => {
    expectOneLineRefusal(await home.ask('get', address));
  });

  it.each([
    ['nothing', ''],
    ['line ends alone', '\r\n\n'],
  ])('asks for an address when it is given %s', async (_, input) => {
    expect(await home.ask('get', input)).toEqual({ exitCode: 1, stdout: 'no credentials server URL\n', stderr: '' });
  });

  it.each([
    ['a megabyte', megabyte],
    ['a megabyte that begins with a known address', `${ecr}\n${megabyte}`],
    ['a known address in front of a megabyte of blanks', ecr + ' '.repeat(1 << 20)],
    ['binary', Buffer.from([0xff, 0xfe, 0, 1, 0x80, 0xc3, 0x28])],
    ['a known address with a byte that is no UTF-8', Buffer.concat([Buffer.from(ecr), Buffer.from([0xff])])],
    ['JSON', login(ecr, 'AWS')],
  ])('refuses %s in one line', async (_, input) => {
    expectOneLineRefusal(await home.ask('get', input));
  });
});

describe.each(['store', 'erase'])('%s', (action) => {
  it.each([
    ['nothing', ''],
    ['a megabyte', megabyte],
    [
      'a megabyte of blanks behind valid input',
      (action === 'store' ? login('r.example.com', 'other') : 'r.example.com') + ' '.repeat(1 << 20),
    ],
    ['binary', Buffer.from([0xff, 0xfe, 0, 1, 0x80, 0xc3, 0x28])],
    ['brackets without end', '['.repeat(60_000)],
  ])('refuses %s in one line, and leaves every file as it is', async (_, input) => {
    const before = contents();
    expectOneLineRefusal(await home.ask(action, input));
    expect(contents()).toEqual(before);
  });

  it.each(injected)('touches no record and no token for %j', async (address) => {
    const before = contents();
    const answer = await home.ask(action, action === 'store' ? login(address, 'evil', 'evil-password') : address);
    if (action === 'store') expectOneLineRefusal(answer);
    expect(contents()).toEqual(before);
  });
});

describe('store', () => {
  it.each(['a\nb', 'a\rb', 'a\r\nServerURL: evil', 'a\u0000b', 'a:b', '\u0085'])(
    'refuses the user name %j',
    async (user) => {
      const before = contents();
      expectOneLineRefusal(await home.ask('store', login('new.example.com', user)));
      expect(contents()).toEqual(before);
    },
  );

  it('takes the first of several JSON values, and no other', async () => {
    expect(
      (await home.ask('store', `${login('one.example.com', 'a')}\n${login('two.example.com', 'b')}`)).exitCode,
    ).toBe(0);
    expect(JSON.parse((await home.ask('list')).stdout)).toEqual({
      [ecr]: 'AWS',
      'one.example.com': 'a',
      'r.example.com': 'ci',
    });
  });

  it('keeps a password of any characters as it is', async () => {
    const odd = 'a"b\\c\n\r\t\u0000:{}\u2028é😀';
    expect((await home.ask('store', login('odd.example.com', 'ci', odd))).exitCode).toBe(0);
    const { stdout } = await home.ask('get', 'odd.example.com');
    expect(JSON.parse(stdout)).toEqual({ ServerURL: 'odd.example.com', Username: 'ci', Secret: odd });
    expect(stdout.trimEnd()).not.toContain('\n');
  });

  it.each(['__proto__', 'constructor', '../../etc/passwd', 'r.example.com/../../x'])(
    'writes nothing outside its store for the address %j',
    async (address) => {
      await home.ask('store', login(address, 'ci'));
      expect(readdirSync(home.folder).sort()).toEqual(['key', 'locks', 'meta.json', 'records', 'token-key', 'tokens']);
      expect(readdirSync(join(home.folder, 'records')).filter((name) => !/^[0-9a-f]{40}\.json$/.test(name))).toEqual(
        [],
      );
    },
  );
});

describe('the process', () => {
  it.each([
    ['foo', 'foo'],
    ['an escape sequence', '\u001b[2Jget'],
    ['__proto__', '__proto__'],
    ['10 KiB', 'x'.repeat(10_240)],
  ])('answers the unknown action %s with one line', async (_, action) => {
    const answer = await home.ask(action);
    expectOneLineRefusal(answer);
    expect(answer.stdout).toContain('docker-credential-ts-reg: unknown action: ');
  });

  it.each(['get', 'store', 'erase'])('takes a closed standard input of %s for an empty one', async (action) => {
    const before = contents();
    expectOneLineRefusal(await shell('exec "$0" "$1" <&-', action));
    expect(contents()).toEqual(before);
  });

  it.each(['get', 'list', 'version', 'foo'])(
    'ends %s without a word when standard output is closed',
    async (action) => {
      expect((await shell(`echo ${ecr} | "$0" "$1" >&-`, action)).stderr).toBe('');
    },
  );

  it.each(['get', 'list'])('tells by its exit code that the answer to %s could not be written', async (action) => {
    expect((await shell(`echo ${ecr} | "$0" "$1" >/dev/full`, action)).exitCode).not.toBe(0);
  });
});

function shell(script: string, action: string): Promise<Ended> {
  return run('/bin/sh', ['-c', script, helper, action], { environment: { TS_REG_HOME: home.folder } });
}
