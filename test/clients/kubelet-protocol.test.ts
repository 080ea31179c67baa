/** The kubelet gets the credential of an image's registry, for as long as it is good. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerKubelet, type KubeletCredential, type KubeletKeychain } from '../../src/clients/kubelet-protocol.js';
import { TsRegError } from '../../src/errors.js';
import { coveringRecordNames, type ServerAddress } from '../../src/registry/server-address.js';
import { Secret } from '../../src/secret.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const now = 1_800_000_000_000;
const v1 = 'credentialprovider.kubelet.k8s.io/v1';

/** Records by name, as a store has them: `user password [expiresAt]`. */
function keychainOf(records: Record<string, [string, string, number?]>): KubeletKeychain {
  const nameFor = (address: ServerAddress): string | undefined =>
    coveringRecordNames(address).find((name) => Object.hasOwn(records, name));
  return {
    answersForHost: (address) =>
      Promise.resolve(nameFor(address) === nameFor({ authority: address.authority, path: '' })),
    get: (address) => {
      const found = coveringRecordNames(address)
        .map((name) => (Object.hasOwn(records, name) ? records[name] : undefined))
        .find((record) => record !== undefined);
      const credential: KubeletCredential | undefined = found && {
        username: found[0],
        password: new Secret(found[1]),
        expiresAt: found[2],
      };
      return Promise.resolve(credential);
    },
  };
}

const request = (image: unknown, apiVersion: unknown = v1, kind: unknown = 'CredentialProviderRequest'): string =>
  JSON.stringify({ apiVersion, kind, image });

async function ask(input: string, records: Record<string, [string, string, number?]>): Promise<unknown> {
  const answer = await answerKubelet(input, { keychain: keychainOf(records), clock: () => now });
  expect(answer).toMatch(/^\{.*\}\n$/);
  return JSON.parse(answer);
}

it('an ECR token is given for its registry, for the rest of its life less a minute', async () => {
  const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
  expect(await ask(request(`${host}/team/app:1`), { [host]: ['AWS', 'token"\\', now + 43_200_000] })).toEqual({
    kind: 'CredentialProviderResponse',
    apiVersion: v1,
    cacheKeyType: 'Registry',
    cacheDuration: '43140s',
    auth: { [host]: { username: 'AWS', password: 'token"\\' } },
  });
});

it.each(['v1', 'v1beta1', 'v1alpha1'])('a request in %s is answered in kind', async (version) => {
  const apiVersion = `credentialprovider.kubelet.k8s.io/${version}`;
  expect(await ask(request('r.example/app', apiVersion), { 'r.example': ['u', 'p'] })).toMatchObject({ apiVersion });
});

it.each([
  [90_000, '30s'],
  [61_999, '1s'],
  [60_000, '0s'],
  [1, '0s'],
  [-5_000, '0s'],
])('a token with %i ms to live is cached for %s', async (left, cacheDuration) => {
  expect(await ask(request('r.example/app'), { 'r.example': ['u', 'p', now + left] })).toMatchObject({ cacheDuration });
});

it('how long a password is cached is for the kubelet to say', async () => {
  expect(await ask(request('r.example/app'), { 'r.example': ['u', 'p'] })).toEqual({
    kind: 'CredentialProviderResponse',
    apiVersion: v1,
    cacheKeyType: 'Registry',
    auth: { 'r.example': { username: 'u', password: 'p' } },
  });
});

it('a registry without a record is pulled anonymously, and asked about again', async () => {
  expect(await ask(request('other.example/app'), { 'r.example': ['u', 'p'] })).toEqual({
    kind: 'CredentialProviderResponse',
    apiVersion: v1,
    cacheKeyType: 'Registry',
    cacheDuration: '0s',
    auth: {},
  });
});

it("a repository's own credential is not cached for the whole registry", async () => {
  const records: Record<string, [string, string]> = { 'r.example': ['all', 'p1'], 'r.example/team/*': ['team', 'p2'] };
  expect(await ask(request('r.example/team/app:1'), records)).toMatchObject({
    cacheKeyType: 'Image',
    auth: { 'r.example/team/app': { username: 'team', password: 'p2' } },
  });
  expect(await ask(request('r.example/other/app:1'), records)).toMatchObject({
    cacheKeyType: 'Registry',
    auth: { 'r.example': { username: 'all', password: 'p1' } },
  });
  expect(await ask(request('r.example/team/app'), { 'r.example/team/*': ['team', 'p2'] })).toMatchObject({
    cacheKeyType: 'Image',
  });
});

it('a token that cannot be renewed is an error with its reason, never an empty answer', async () => {
  const keychain: KubeletKeychain = {
    get: () => Promise.reject(new TsRegError('refused', 'AWS says AccessDenied')),
    answersForHost: () => Promise.resolve(false),
  };
  await expect(answerKubelet(request('r.example/app'), { keychain, clock: () => now })).rejects.toThrow(
    'AWS says AccessDenied',
  );
});

it('a request with fields of a newer kubelet is understood', async () => {
  const input = JSON.stringify({
    apiVersion: v1,
    kind: 'CredentialProviderRequest',
    image: 'r.example/app',
    serviceAccountToken: 'x'.repeat(9_000),
    serviceAccountAnnotations: { a: 'b' },
  });
  expect(await ask(` ${input}\n`, { 'r.example': ['u', 'p'] })).toMatchObject({
    auth: { 'r.example': { username: 'u' } },
  });
});

it.each(['r.example', 'r.example:5000', 'R.Example', 'localhost:5000'])(
  'an image that is only a host, %s, gets the credential of that host and never that of Docker Hub',
  async (image) => {
    const records: Record<string, [string, string]> = { 'docker.io': ['hub', 'h'], [image.toLowerCase()]: ['u', 'p'] };
    expect(await ask(request(image), records)).toMatchObject({ auth: { [image]: { username: 'u' } } });
    expect(await ask(request(image), { 'docker.io': ['hub', 'h'] })).toMatchObject({ auth: {} });
  },
);

it.each(['nginx', 'nginx:1.25', 'library/nginx', 'python3.9'])('%s is an image of Docker Hub', async (image) => {
  expect(await ask(request(image), { 'docker.io': ['hub', 'h'] })).toMatchObject({
    auth: { 'docker.io': { username: 'hub' } },
  });
});

it('the key is spelled as the kubelet asked', async () => {
  expect(await ask(request('R.Example/app:1'), { 'r.example': ['u', 'p'] })).toMatchObject({
    auth: { 'R.Example': { username: 'u' } },
  });
});

describe('a request that is invalid', () => {
  it.each([
    ['', "kubelet's request is not a JSON object"],
    ['{', "kubelet's request is not a JSON object"],
    ['[]', "kubelet's request is not a JSON object"],
    ['{"serviceAccountToken":canary}', "kubelet's request is not a JSON object"],
    [`${request('r.example/app')}{}`, "kubelet's request is not a JSON object"],
    ['{"image":"a","image":"b"}', "kubelet's request has a duplicate key"],
    [
      request('r.example/app', 'v1'),
      "kubelet's unsupported version of the request; supported are credentialprovider.kubelet.k8s.io/v1, credentialprovider.kubelet.k8s.io/v1beta1, credentialprovider.kubelet.k8s.io/v1alpha1",
    ],
    [request('r.example/app', 7), expect.stringContaining('unsupported version') as string],
    [request('r.example/app', v1, 'Other'), "kubelet's request is not of kind CredentialProviderRequest"],
    [request(''), "kubelet's request contains no image"],
    [request(7), "kubelet's request contains no image"],
    [request(undefined), "kubelet's request contains no image"],
    [
      request('r.example/app@canary'),
      'not an image reference: expected HOST/REPOSITORY, with or without :TAG and @DIGEST',
    ],
    [' '.repeat(1_572_865), "kubelet's request is longer than 1572864 bytes"],
  ])('%.70j', async (input, message) => {
    await expect(ask(input, {})).rejects.toMatchObject({ kind: 'usage', message });
  });
});

it(
  'any input is answered or refused in one line of ours',
  async () => {
    const input = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.string({ unit: 'binary' }).map((image) => request(image)),
      fc.constantFrom('__proto__/app', 'constructor/app', 'r.example/__proto__').map((image) => request(image)),
    );
    await fc.assert(
      fc.asyncProperty(input, async (text) => {
        try {
          await ask(text, { 'r.example': ['u', 'p'] });
        } catch (error) {
          if (!(error instanceof TsRegError)) throw error;
          expect(error.message).toMatch(/^[ -~]+$/);
        }
      }),
      { numRuns: fuzzRuns },
    );
  },
  fuzzTimeout,
);
