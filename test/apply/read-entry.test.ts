/** One registry of a document: what is refused, and that nothing of it is quoted. */
import { expect, it } from 'vitest';
import { readDocument } from '../../src/apply/read-document.js';

function faultsOf(entry: string): readonly string[] {
  const text = `registries:\n  - ${entry.replaceAll('\n', '\n    ')}\n`;
  return (readDocument(text, { title: 'r.yaml', folder: '' }).faults ?? []).map(
    ({ message, hint }) => `${message.replace('r.yaml, line ', '').replace(', column ', ':')} | ${hint ?? ''}`,
  );
}

const user = 'user: ""';

it.each([
  ['https://a.example.com', 'registry must start with a hostname/ip, without URI schema (http://, https://)'],
  ['a.example.com/', "registry cannot end with trailing '/' characters"],
  ['ci:canary-secret@a.example.com', 'registry cannot contain a user name (…@…)'],
  ['a.example.com:canary-secret', 'registry has no valid port'],
  ['-canary-secret', 'registry has no valid host'],
  ["a.example.com/canary'secret", 'registry has an invalid path'],
])('the registry %s is refused without quoting it', (registry, words) => {
  expect(faultsOf(`registry: "${registry}"\n${user}`)).toEqual([
    `2:15: ${words} | write the registry as HOST, HOST:PORT or HOST/REPOSITORY`,
  ]);
});

it.each([
  ['type: awsec', '4:7: unknown type | type: awsecr'],
  ['type: quay', '4:7: unknown type | type: docker_v2 or type: awsecr'],
  ['verify_tls: maybe', '4:13: verify_tls must be true or false | verify_tls: false'],
  ['region: Nowhere!', '4:9: invalid region | region: us-east-1'],
  ['account: abc', '4:10: invalid account | account: 123456789012'],
  ['endpoint: ftp://x', '4:11: invalid endpoint | endpoint: https://vpce-1.api.ecr.us-east-1.vpce.amazonaws.com'],
  ['name: ""', '4:7: name is empty | correct r.yaml'],
  ['name: [a]', '4:7: name must be a single value | correct r.yaml'],
  ['insecure: true', '4:1: unknown key | did you mean verify_tls?'],
  [
    'zzzzzzzz: 1',
    '4:1: unknown key | the keys are registry, user, password, role, external_id, profile, web_identity, type, name, verify_tls, region, account, endpoint',
  ],
])('%s is refused', (line, fault) => {
  const column = Number(/:(\d+):/.exec(fault)?.[1]) + 4;
  expect(faultsOf(`registry: a.example.com\n${user}\n${line}`)).toEqual([fault.replace(/:\d+:/, `:${column}:`)]);
});

it('an unknown key that is a secret is not repeated', () => {
  expect(faultsOf(`registry: a.example.com\n${user}\ncanary-secret: x`).join()).not.toContain('canary');
});

it('a role is of the type awsecr, on a host of any name', () => {
  expect(faultsOf('registry: a.example.com\nrole: arn:aws:iam::1:role/x\ntype: docker_v2')).toEqual([
    '4:5: a role, profile or web_identity needs the type awsecr | type: awsecr',
  ]);
});
