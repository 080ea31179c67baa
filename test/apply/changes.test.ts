/** What differs, without a secret. */
import { expect, it } from 'vitest';
import { changesBetween, type StoredRegistry, type WantedRegistry } from '../../src/apply/changes.js';
import { Secret } from '../../src/secret.js';

const stored: StoredRegistry = {
  registry: 'r.example.com',
  name: 'r.example.com',
  type: 'docker_v2',
  user: 'ci',
  verifyTls: true,
  location: {},
  secret: new Secret('canary-old'),
};
const wanted: WantedRegistry = {
  name: 'r.example.com',
  type: 'docker_v2',
  user: 'ci',
  verifyTls: true,
  location: {},
  secret: new Secret('canary-old'),
};

function changes(from: Partial<StoredRegistry>, to: Partial<WantedRegistry>): readonly unknown[] {
  return [...changesBetween({ ...stored, ...from }, { ...wanted, ...to })];
}

it('finds nothing between equal ones', () => {
  expect(changes({}, {})).toEqual([]);
  expect(changes({}, { secret: new Secret('canary-old') })).toEqual([]);
});

it('names each key that differs, with its values but for secrets', () => {
  expect(
    changes(
      {},
      {
        user: 'deploy',
        secret: new Secret('canary-new'),
        type: 'awsecr',
        name: 'ours',
        verifyTls: false,
        location: { region: 'eu-west-1' },
      },
    ),
  ).toEqual([
    { key: 'user', from: 'ci', to: 'deploy' },
    { key: 'password' },
    { key: 'type', from: 'docker_v2', to: 'awsecr' },
    { key: 'name', from: 'r.example.com', to: 'ours' },
    { key: 'verify_tls', from: 'true', to: 'false' },
    { key: 'region', from: undefined, to: 'eu-west-1' },
  ]);
  expect(changes({ location: { region: 'a', account: '1' } }, { location: { account: '2' } })).toEqual([
    { key: 'region', from: 'a', to: undefined },
    { key: 'account', from: '1', to: '2' },
  ]);
});

it('shows role and profile, and of an external id only that it differs', () => {
  const role = (text: string) => ({ user: '_iam_role', secret: new Secret(text) });
  expect(changes(role('arn:a;canary'), role('arn:a;canary'))).toEqual([]);
  expect(changes(role('arn:a;canary'), role('arn:b;canary'))).toEqual([{ key: 'role', from: 'arn:a', to: 'arn:b' }]);
  expect(changes(role('arn:a;canary'), role('arn:a;canary2'))).toEqual([{ key: 'external_id' }]);
  expect(changes(role('arn:a'), role('arn:a;canary'))).toEqual([{ key: 'external_id' }]);
  expect(changes({}, role('arn:a'))).toEqual([
    { key: 'user', from: 'ci', to: '_iam_role' },
    { key: 'role', from: undefined, to: 'arn:a' },
  ]);
  const profile = (text: string) => ({ type: 'awsecr', user: '_aws_profile', secret: new Secret(text) });
  expect(changes(profile('a'), profile('b'))).toEqual([{ key: 'profile', from: 'a', to: 'b' }]);
  const web = (text: string) => ({ type: 'awsecr', user: '_web_identity', secret: new Secret(text) });
  expect(changes(web('arn:x'), web('arn:y;audience=a'))).toEqual([
    { key: 'web_identity', from: 'arn:x', to: 'arn:y;audience=a' },
  ]);
  expect(changes(role('canary'), web('arn:y'))).toEqual([
    { key: 'user', from: '_iam_role', to: '_web_identity' },
    { key: 'web_identity', from: undefined, to: 'arn:y' },
    { key: 'type', from: 'docker_v2', to: 'awsecr' },
  ]);
  expect(JSON.stringify(changes(role('canary'), profile('b')))).not.toContain('canary');
});

it('compares what an engine shows, and nothing else', () => {
  const { registry, name, type, user, verifyTls } = stored;
  const ofEngine: StoredRegistry = { registry, name, type, user, verifyTls };
  expect(changesBetween(ofEngine, { ...wanted, secret: new Secret('other') })).toEqual([]);
  expect(changesBetween(ofEngine, { ...wanted, isRotated: true })).toEqual([{ key: 'password' }]);
});

it('rotates what has a secret', () => {
  expect(changes({ user: 'awsauto' }, { user: 'awsauto', isRotated: true })).toEqual([]);
  expect(changes({ user: '', secret: new Secret('') }, { user: '', secret: new Secret(''), isRotated: true })).toEqual(
    [],
  );
});

it('shows no role or profile that may be a password in a wrong place', () => {
  const base = { name: undefined, type: 'awsecr', verifyTls: true, location: {} };
  const changes = (from: object, to: object) =>
    changesBetween(
      { registry: 'a.example.com', user: '_iam_role', secret: new Secret('canary-1'), ...base, ...from },
      { user: '_iam_role', secret: new Secret('canary-2'), isByReference: true, ...base, ...to },
    );
  const profile = { user: '_aws_profile' };
  expect(changes({}, {})).toEqual([{ key: 'role', from: undefined, to: undefined }]);
  expect(changes(profile, profile)).toEqual([{ key: 'profile' }]);
  expect(
    changes({ ...profile, type: 'docker_v2' }, { ...profile, secret: new Secret('dev'), isByReference: false }),
  ).toEqual([
    { key: 'profile', from: undefined, to: 'dev' },
    { key: 'type', from: 'docker_v2', to: 'awsecr' },
  ]);
});
