/** The text of a document becomes entries, or faults that name line and column. */
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../src/apply/read-document.js';

const source = { title: 'r.yaml', folder: '/etc' };

function faultsOf(text: string): readonly string[] {
  return (readDocument(text, source).faults ?? []).map(
    ({ message, hint, kind }) => `${kind === 'usage' ? '' : kind}${message.replace('r.yaml, ', '')} | ${hint ?? ''}`,
  );
}

describe('a document', () => {
  it('holds the registries in their order, with all that is written of them', () => {
    const { document } = readDocument(
      `$schema: x
name: team-a
registries:
  - registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
    user: awsauto
  - registry: registry.example.com
    user: ci
    password: { env: REGISTRY_TOKEN }
    name: "main one"
    verify_tls: false
  - registry: 999999999999.dkr.ecr.eu-west-1.amazonaws.com
    role: arn:aws:iam::999999999999:role/partner-pull
    external_id: tenant-7
  - registry: cdn.example.com
    profile: prod
    region: eu-west-1
    account: 123456789012
  - { registry: mirror.example.com, user: "" }
  - { registry: vault.example.com, user: ci, password: { command: [op, read, "op://ci/r/token"] } }
  - { registry: file.example.com/*, user: ci, password: { file: token } }
`,
      source,
    );
    expect(document).toMatchObject({ ...source, name: 'team-a' });
    expect(document?.entries.map(({ registry, type, identity, place }) => [registry, type, identity, place])).toEqual([
      ['123456789012.dkr.ecr.us-east-1.amazonaws.com', 'awsecr', { kind: 'awsauto' }, 'r.yaml, line 4'],
      [
        'registry.example.com',
        'docker_v2',
        { kind: 'user', user: 'ci', password: { kind: 'env', name: 'REGISTRY_TOKEN' } },
        'r.yaml, line 6',
      ],
      [
        '999999999999.dkr.ecr.eu-west-1.amazonaws.com',
        'awsecr',
        {
          kind: 'role',
          role: 'arn:aws:iam::999999999999:role/partner-pull',
          externalId: { kind: 'text', text: 'tenant-7' },
        },
        'r.yaml, line 11',
      ],
      ['cdn.example.com', 'awsecr', { kind: 'profile', profile: 'prod' }, 'r.yaml, line 14'],
      ['mirror.example.com', 'docker_v2', { kind: 'anonymous' }, 'r.yaml, line 18'],
      [
        'vault.example.com',
        'docker_v2',
        { kind: 'user', user: 'ci', password: { kind: 'command', words: ['op', 'read', 'op://ci/r/token'] } },
        'r.yaml, line 19',
      ],
      [
        'file.example.com/*',
        'docker_v2',
        { kind: 'user', user: 'ci', password: { kind: 'file', path: 'token' } },
        'r.yaml, line 20',
      ],
    ]);
    expect(document?.entries[1]).toMatchObject({ name: 'main one', verifyTls: false, isTypeChosen: false });
    expect(document?.entries[3]).toMatchObject({
      location: { region: 'eu-west-1', account: '123456789012' },
      isTypeChosen: true,
    });
  });

  it('may be JSON, and may be empty when it says so', () => {
    expect(
      readDocument('{"registries":[{"registry":"r.example.com","user":"","verify_tls":true}]}', source).document
        ?.entries,
    ).toHaveLength(1);
    expect(readDocument('registries: []', source).document?.entries).toEqual([]);
  });

  it.each([
    ['', 'line 1, column 1: is empty | registries: []'],
    ['- a', 'line 1, column 1: must be a mapping with the key registries | registries: []'],
    ['name: x', 'line 1, column 1: has no key registries | registries: []'],
    ['registries:', 'line 1, column 1: registries has no value | correct r.yaml'],
    ['registries: x', 'line 1, column 13: registries must be a list | registries: []'],
    [
      'name: a b\nregistries: []',
      'line 1, column 7: name must be a word of at most 64 letters, digits, ".", "_" and "-" | name: team-a',
    ],
    [
      'registries: [x]',
      'line 1, column 14: an entry must be a mapping that begins with registry: HOST | correct r.yaml',
    ],
    ['registries: []\nx: *a', 'line 2, column 4: has an alias (*name), which ts-reg does not read | correct r.yaml'],
    ['a\u0007b', 'line 1, column 2: has a control character | correct r.yaml'],
    ['a\nbc\u0000', 'line 2, column 3: has a control character | correct r.yaml'],
    [
      'registries:\n  - &base { registry: a.example.com, user: "" }\n  - { <<: *base, registry: b.example.com }',
      'line 3, column 11: has an alias (*name), which ts-reg does not read | correct r.yaml',
    ],
  ])('%j is refused', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('names every fault at once, each where it stands', () => {
    expect(
      faultsOf('registries:\n  - registry: a.example.com\n    username: x\n  - regstry: b.example.com\n    user: ""\n'),
    ).toEqual([
      'line 3, column 5: unknown key | did you mean user?',
      'line 2, column 5: an entry has no user, role, profile or web_identity | user: awsauto, or user: ci with a password, or role: ARN, or user: "" for a registry without a login',
      'line 4, column 5: unknown key | did you mean registry?',
      'line 4, column 5: an entry has no registry | registry: registry.example.com',
    ]);
  });

  it('tells twenty faults at most', () => {
    expect(faultsOf(`registries:\n${'  - x\n'.repeat(50)}`)).toHaveLength(20);
  });

  it('lists a registry once, by whichever of its names', () => {
    const twice = (one: string, other: string): string =>
      `registries:\n  - { registry: ${one}, user: "" }\n  - { registry: ${other}, user: "" }\n`;
    const fault = ['line 3, column 5: the registry is listed in line 2 already | correct r.yaml'];
    expect(faultsOf(twice('a.example.com', 'A.example.com'))).toEqual(fault);
    expect(faultsOf(twice('docker.io', 'index.docker.io'))).toEqual(fault);
    expect(faultsOf(twice('a.example.com', 'a.example.com/x'))).toEqual([]);
  });
});
