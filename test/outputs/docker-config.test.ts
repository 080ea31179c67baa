/** `auths` as docker, kaniko and the kubelet read it, and what a merge leaves alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginsIn } from '../../src/clients/docker-logins.js';
import { authsOf, dockerConfig, mergedDockerConfig } from '../../src/outputs/docker-config.js';
import { Secret } from '../../src/secret.js';
import { credential } from './credentials.js';

describe('authsOf', () => {
  it.each([
    ['registry.example.com', ['registry.example.com']],
    ['registry.example.com:5000', ['registry.example.com:5000']],
    ['docker.io', ['https://index.docker.io/v1/']],
    ['registry-1.docker.io', ['https://index.docker.io/v1/']],
    ['docker.io/library', ['docker.io/library']],
    ['registry.example.com/team', ['registry.example.com/team']],
    ['registry.example.com/*', ['registry.example.com']],
    ['registry.example.com/team/*', ['registry.example.com/team']],
    ['public.ecr.aws', ['public.ecr.aws', 'ecr-public.aws.com']],
    ['[::1]:5000', ['[::1]:5000']],
  ])('%s is looked for as %j', (registry, keys) => {
    expect(Object.keys(authsOf([credential({ registry })]))).toEqual(keys);
  });

  it('refuses what an entry cannot say, without the secret', () => {
    for (const given of [{ registry: 'h.example.com/be*' }, { username: 'a:b' }]) {
      const refused = (): unknown => authsOf([credential(given)]);
      expect(refused).toThrow(
        /h\.example\.com\/be\*: this format|registry\.example\.com: the user name contains a colon/,
      );
      expect(refused).not.toThrow('s3cret');
    }
  });

  it('writes an identity token as docker does', () => {
    expect(authsOf([credential({ username: '<token>' })])).toEqual({
      'registry.example.com': { identitytoken: 's3cret' },
    });
  });
});

describe('dockerConfig', () => {
  it('is read back by the reader of docker logins, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.domain(), fc.string(), fc.string({ minLength: 1 })), { selector: ([host]) => host }),
        (parts) => {
          const given = parts
            .filter(([host, user]) => host.length <= 200 && user !== '' && !user.includes(':'))
            .map(([registry, username, password]) =>
              credential({ registry, username, password: new Secret(password) }),
            );
          const { logins } = loginsIn(dockerConfig(given), 'config.json');
          expect(logins.map((login) => [login.address, login.username, login.password.reveal()])).toEqual(
            given.map(({ registry, username, password }) => [registry, username, password.reveal()]),
          );
        },
      ),
    );
  });
});

describe('mergedDockerConfig', () => {
  const ours = [credential({})];
  const entry = { auth: Buffer.from('ci:s3cret').toString('base64') };

  it.each(['', ' \n', 'null'])('takes %j for no file', (text) => {
    expect(mergedDockerConfig(text, 'f', ours)).toBe(dockerConfig(ours));
  });

  it.each([
    ['{}', {}],
    ['{"auths":null}', {}],
    ['{"auths":{}}', {}],
    ['{"AUTHS":{"other.example.com":{"auth":"eA=="}},"credsStore":"desktop"}', { credsStore: 'desktop' }],
    ['{"auths":{"registry.example.com":{"auth":"b2xk","email":"a@b"}},"n":12345678901234567890}', {}],
    [
      '{\n  "experimental": "enabled",\n  "auths": {\n    "other.example.com": {}\n  }\n}\n',
      { experimental: 'enabled' },
    ],
  ])('keeps what else is in %s', (text, others) => {
    const merged = mergedDockerConfig(text, 'f', ours);
    const before = JSON.parse(text) as Record<string, Record<string, unknown> | null>;
    const after = JSON.parse(merged) as Record<string, Record<string, unknown>>;
    expect(after).toMatchObject(others);
    const key = 'AUTHS' in before ? 'AUTHS' : 'auths';
    expect(after[key]).toEqual({ ...before[key], 'registry.example.com': entry });
    if (text.includes('12345678901234567890')) expect(merged).toContain('12345678901234567890');
    expect(mergedDockerConfig(merged, 'f', ours)).toBe(merged);
  });

  it.each(['[]', '{', '{"auths":[]}', '{"a":1,"A":2}', '"text"', '{"auths":{}} x'])(
    'refuses %s, naming the file',
    (text) => {
      expect(() => mergedDockerConfig(text, '/etc/kaniko.json', ours)).toThrow(/^\/etc\/kaniko\.json /);
    },
  );

  it('loses no foreign entry, whatever the file is', () => {
    const json = fc.json({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(fc.domain(), json), fc.dictionary(fc.string(), json), (auths, others) => {
        const members = Object.entries({ ...others }).filter(([key]) => key.toLowerCase() !== 'auths');
        const distinct = new Map(members.map(([key, value]) => [key.toLowerCase(), [key, value] as const]));
        const text = `{${[
          ...distinct.values(),
          [
            'auths',
            `{${Object.entries(auths)
              .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
              .join(',')}}`,
          ] as const,
        ]
          .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
          .join(',')}}`;
        const after = JSON.parse(mergedDockerConfig(text, 'f', ours)) as { auths: object };
        const before = JSON.parse(text) as { auths: object };
        expect(after).toEqual({ ...before, auths: { ...before.auths, 'registry.example.com': entry } });
      }),
    );
  });
});
