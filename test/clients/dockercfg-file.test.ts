/** The forms of ~/.dockercfg. */
import { expect, it } from 'vitest';
import { loginsIn } from '../../src/clients/docker-logins.js';

const auth = Buffer.from('me:p:w').toString('base64');
const read = (text: string): string[] =>
  loginsIn(text, '/c').logins.map(({ address, username, password }) => `${address} ${username} ${password.reveal()}`);

it('is a map of entries without auths around it', () => {
  const entries = {
    'https://index.docker.io/v1/': { auth, email: 'me@example.com' },
    'r.example.com': { auth },
    'localhost:5000': { auth },
    localhost: { auth },
    HttpHeaders: { auth: 'x' },
    'no.entry': 'x',
    'proxies.example': { default: { httpProxy: 'x' } },
  };
  expect(read(JSON.stringify(entries))).toEqual([
    'https://index.docker.io/v1/ me p:w',
    'r.example.com me p:w',
    'localhost:5000 me p:w',
    'localhost me p:w',
  ]);
  expect(read(JSON.stringify({ ...entries, auths: {} }))).toEqual([]);
  expect(read(JSON.stringify({ 'r.example.com': { auth }, credsStore: 'pass' }))).toEqual([]);
});

it('is two lines for Docker Hub in its first form', () => {
  for (const text of [
    `auth = ${auth}\nemail = me@example.com\n`,
    `auth=${auth}`,
    `\nauth = ${auth}\r\n\r\nemail = \r\n`,
  ])
    expect(read(text), text).toEqual(['https://index.docker.io/v1/ me p:w']);
  for (const text of [
    `auth = ${auth}\nother = x`,
    'auth = ?',
    `auth = ${auth}\nemail = x\nauth = y`,
    `x${'\n'.repeat(900_000)}y`,
  ])
    expect(() => read(text)).toThrow('/c is not valid JSON');
});
