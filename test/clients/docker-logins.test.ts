/** What docker and podman remember can be taken over, and what they do not remember is told. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginsIn, readLogins } from '../../src/clients/docker-logins.js';
import { TsRegError } from '../../src/errors.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const encode = (pair: string): string => Buffer.from(pair).toString('base64');
/** `address user password` of each login, `address: reason` of each skipped one. */
const read = (config: unknown): { logins: string[]; skipped: string[] } => {
  const { logins, skipped } = loginsIn(JSON.stringify(config), '/c');
  return {
    logins: logins.map(({ address, username, password }) => `${address} ${username} ${password.reveal()}`),
    skipped: skipped.map(({ address, reason }) => `${address}: ${reason}`),
  };
};

it('passwords and identity tokens are read, in the order of the file', () => {
  expect(
    read({
      auths: {
        'https://index.docker.io/v1/': { auth: encode('alice:p:a:ss') },
        'r.example:5000': { auth: encode('bob:ü\u0000\u0000'), email: 'x' },
        'acr.example': { auth: encode('00000000-0000-0000-0000-000000000000:'), identitytoken: 'ey.J' },
        'k8s.example': { username: 'carol', password: 'pw' },
        'both.example': { auth: encode('a:b'), username: 'x', password: 'y' },
        'pod.example/team': { auth: encode('dave:pw') },
      },
    }),
  ).toEqual({
    logins: [
      'https://index.docker.io/v1/ alice p:a:ss',
      'r.example:5000 bob ü',
      'acr.example <token> ey.J',
      'k8s.example carol pw',
      'both.example a b',
      'pod.example/team dave pw',
    ],
    skipped: [],
  });
});

it('addresses without a password are told, and who keeps it', () => {
  const auths = {
    'a.example': {},
    'b.example': { auth: '' },
    'c.example': { auth: 'not base64!' },
    'd.example': { auth: encode('nocolon') },
    'e.example': { auth: encode(':pw') },
    'f.example': 7,
  };
  expect(read({ auths })).toEqual({
    logins: [],
    skipped: [
      'a.example: the file contains no password for it',
      'b.example: the file contains no password for it',
      'c.example: its entry is not base64 of USER:PASSWORD',
      'd.example: its entry is not base64 of USER:PASSWORD',
      'e.example: its entry is not base64 of USER:PASSWORD',
      'f.example: its entry is not an object',
    ],
  });
  expect(
    read({
      auths: { 'a.example': {}, 'b.example': {} },
      credsStore: 'desktop',
      credHelpers: { 'b.example': 'ecr-login', 'c.example': 'gcloud' },
    }).skipped,
  ).toEqual([
    'a.example: its password is stored by docker-credential-desktop',
    'b.example: its password is stored by docker-credential-ecr-login',
    'c.example: its password is stored by docker-credential-gcloud',
  ]);
});

it('a configuration without logins is read as none', () => {
  expect(read({})).toEqual({ logins: [], skipped: [] });
  expect(read({ auths: {}, credHelpers: { x: 7 } })).toEqual({ logins: [], skipped: [] });
  for (const text of ['', ' \n', 'null', ' null\n', '{"auths":null}', '{"auths":null,"credHelpers":null}'])
    expect(loginsIn(text, '/c')).toEqual({ logins: [], skipped: [] });
});

describe('refused by path', () => {
  it.each([
    ['{', 'is not valid JSON'],
    ['{"auths":{"a":{"auth":"hunter2"}}', 'is not valid JSON'],
    ['[]', 'is not a configuration of docker or podman'],
    ['{"auths":{},"Auths":{}}', 'is not a configuration of docker or podman'],
    ['{"auths":[]}', 'contains auths that is not an object'],
    ['{"auths":{},"credHelpers":"x"}', 'contains credHelpers that is not an object'],
  ])('%j', (text, reason) => {
    expect(() => loginsIn(text, '/c')).toThrow(expect.objectContaining({ kind: 'io', message: `/c ${reason}` }));
  });

  it('a file that is not there, is a folder or too large', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ts-reg-logins-'));
    try {
      await writeFile(join(folder, 'large'), ' '.repeat(1_048_577));
      await writeFile(join(folder, 'good'), '{"auths":{"a.example":{"username":"u","password":"p"}}}');
      expect(() => readLogins(join(folder, 'none'))).toThrow(`${join(folder, 'none')} cannot be read (ENOENT)`);
      expect(() => readLogins(folder)).toThrow(`${folder} is not a file`);
      expect(() => readLogins(join(folder, 'large'))).toThrow(`${join(folder, 'large')} is larger than 1048576 bytes`);
      expect(readLogins(join(folder, 'good')).logins).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

it(
  'every pair that docker writes is read back, and no text crashes',
  () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((user) => !user.includes(':')),
        fc.string({ minLength: 1 }),
        (user, password) => {
          const trimmed = password.replace(/^\0+|\0+$/g, '');
          const { logins } = read({ auths: { 'a.example': { auth: encode(`${user}:${password}`) } } });
          if (trimmed !== '') expect(logins).toEqual([`a.example ${user} ${trimmed}`]);
        },
      ),
      { numRuns: fuzzRuns },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ auths: value, credHelpers: value, credsStore: value })),
          fc.string(),
        ),
        (text) => {
          try {
            loginsIn(text, '/c');
          } catch (error) {
            if (!(error instanceof TsRegError)) throw error;
          }
        },
      ),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);

it('every other form that docker, podman and their libraries write or read is read', () => {
  const wrapped = (encode(`long:${'p'.repeat(90)}`).match(/.{1,76}/g) ?? []).join('\n');
  expect(read({ auths: { 'a.example': { auth: wrapped } } }).logins).toEqual([`a.example long ${'p'.repeat(90)}`]);
  const text = JSON.stringify({ auths: { 'a.example': { auth: encode('u:p') } } });
  expect(loginsIn(`\ufeff${text}`, '/c').logins).toHaveLength(1);
  expect(loginsIn('{"AUTHS":{"a.example":{"Auth":"dTpw","registryToken":""}}}', '/c').logins).toHaveLength(1);
  const twice = `{"auths":{"a.example":{"auth":"${encode('u:old')}"},"a.example":{"auth":"${encode('u:new')}"}}}`;
  expect(loginsIn(twice, '/c').logins.map(({ password }) => password.reveal())).toEqual(['new']);
  expect(read({ auths: { 'a.example': { registrytoken: 'canary' } } })).toEqual({
    logins: [],
    skipped: ['a.example: its entry is a registry token, which credential helpers cannot hand out'],
  });
  expect(loginsIn('{"credsStore":"desktop"}', '/c').store).toBe('desktop');
  expect(loginsIn('{"credsStore":""}', '/c').store).toBeUndefined();
});
