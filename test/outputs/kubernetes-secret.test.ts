/** Secrets for Kubernetes and Argo CD: read back by a YAML parser, and refused where Kubernetes would refuse them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { argocdRepositories, kubernetesSecrets } from '../../src/outputs/kubernetes-secret.js';
import { Secret } from '../../src/secret.js';
import { credential } from './credentials.js';

const place = { name: 'regcred', namespaces: [], labels: {} };

interface Manifest {
  readonly type?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly data: Record<string, string>;
  readonly stringData: Record<string, string>;
}

function read(text: string): readonly Manifest[] {
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Manifest;
  });
}

describe('kubernetesSecrets', () => {
  it('has user, password and auth of each registry, and the earliest end', () => {
    const [secret, ...others] = read(
      kubernetesSecrets(
        [credential({}), credential({ registry: 'docker.io', expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5) })],
        place,
      ),
    );
    expect(others).toEqual([]);
    expect(secret).toMatchObject({ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson' });
    expect(secret?.metadata).toEqual({
      name: 'regcred',
      labels: { 'app.kubernetes.io/managed-by': 'ts-reg' },
      annotations: { 'ts-reg/expires-at': '2030-01-02T03:04:05Z' },
    });
    const auth = { username: 'ci', password: 's3cret', auth: 'Y2k6czNjcmV0' };
    expect(JSON.parse(Buffer.from(secret?.data['.dockerconfigjson'] ?? '', 'base64').toString())).toEqual({
      auths: { 'registry.example.com': auth, 'https://index.docker.io/v1/': auth },
    });
  });

  it('is one document a namespace, with labels', () => {
    const secrets = read(
      kubernetesSecrets([credential({})], {
        name: 'a.b',
        namespaces: ['one', 'two'],
        labels: { 'x.io/team': 'yes', n: '1' },
      }),
    );
    expect(secrets.map(({ metadata }) => metadata.namespace)).toEqual(['one', 'two']);
    expect(secrets[1]?.metadata.labels).toEqual({
      'app.kubernetes.io/managed-by': 'ts-reg',
      'x.io/team': 'yes',
      n: '1',
    });
  });

  it.each([
    [{ name: 'Upper' }, 'Secret name'],
    [{ name: '' }, 'Secret name'],
    [{ name: 'a..b' }, 'Secret name'],
    [{ name: '-a' }, 'Secret name'],
    [{ name: 'a'.repeat(254) }, 'Secret name'],
    [{ namespaces: ['a.b'] }, 'namespace'],
    [{ namespaces: ['ok', ''] }, 'namespace'],
    [{ namespaces: ['a'.repeat(64)] }, 'namespace'],
    [{ labels: { 'a b': 'c' } }, 'label'],
    [{ labels: { '/a': 'c' } }, 'label'],
    [{ labels: { 'a/b/c': 'c' } }, 'label'],
    [{ labels: { a: 'b c' } }, 'label value'],
    [{ labels: { a: '-' } }, 'label value'],
  ])('refuses %j', (given, what) => {
    expect(() => kubernetesSecrets([credential({})], { ...place, ...given })).toThrow(
      `is not a ${what} that Kubernetes`,
    );
  });

  it('refuses more than a Secret holds', () => {
    const large = credential({ password: new Secret('x'.repeat(700_000)) });
    expect(() => kubernetesSecrets([large], place)).toThrow('a Secret holds 1048576');
  });
});

describe('argocdRepositories', () => {
  it('is one Secret a registry, with the label that Argo CD looks for', () => {
    const secrets = read(
      argocdRepositories(
        [credential({ registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com/charts', expiresAt: 0 }), credential({})],
        place,
      ),
    );
    expect(secrets.map(({ metadata }) => metadata.name)).toEqual([
      'regcred-123456789012.dkr.ecr.us-east-1.amazonaws.com-charts',
      'regcred-registry.example.com',
    ]);
    expect(secrets[0]?.metadata.labels['argocd.argoproj.io/secret-type']).toBe('repository');
    expect(secrets[0]?.stringData).toEqual({
      name: '123456789012.dkr.ecr.us-east-1.amazonaws.com/charts',
      url: '123456789012.dkr.ecr.us-east-1.amazonaws.com/charts',
      type: 'helm',
      enableOCI: 'true',
      username: 'ci',
      password: 's3cret',
    });
  });

  it('gives names that Kubernetes accepts, and every password comes out as it went in', () => {
    const host = fc.stringMatching(
      /^[a-z0-9]{1,5}([.][a-z]([a-z0-9_-]{0,3}[a-z0-9])?){1,3}(:[1-9][0-9]{1,3})?(\/[A-Za-z0-9][A-Za-z0-9._-]{0,7}){0,2}$/,
    );
    fc.assert(
      fc.property(host, fc.string({ unit: 'binary' }), (registry, password) => {
        const [secret] = read(argocdRepositories([credential({ registry, password: new Secret(password) })], place));
        expect(secret?.stringData['password']).toBe(password);
      }),
    );
  });
});
