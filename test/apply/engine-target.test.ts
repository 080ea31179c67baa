/** Documents on a remote engine: the requests of list, add and update, and nothing for what looks equal. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { engineTarget } from '../../src/apply/engine-target.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';
import { backendFor } from '../support/loopback-anchore-client.js';
import { applyTo, type ApplyInTest, documentOf, told } from './documents.js';

let api: LoopbackAnchore;
beforeEach(async () => {
  api = await startLoopbackAnchore({ allowAwsAuto: true });
});
afterEach(() => api.close());

async function apply(text: string, options: ApplyInTest = {}): Promise<readonly string[]> {
  const target = engineTarget(backendFor(api));
  // The store of an engine is asked for nothing.
  const engine = { store: undefined as never };
  const outcomes = await applyTo(engine, [documentOf(text)], { target, ...options });
  for (const { error } of outcomes) if (error) refusals.push(error.message);
  return told(outcomes);
}
const refusals: string[] = [];
beforeEach(() => {
  refusals.length = 0;
});

const requests = (): readonly string[] =>
  api.wire.splice(0).map(({ method, path, query }) => `${method} ${path}${query === '' ? '' : `?${query}`}`);

const document = `registries:
  - { registry: A.example.com, user: ci, password: { env: TOKEN } }
  - { registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com, role: "arn:aws:iam::1:role/x", external_id: tenant }
  - { registry: c.example.com, user: ci, password: { env: TOKEN }, name: ours, verify_tls: false }
`;

it('adds with the requests of add, and asks once more in a second run', async () => {
  expect((await apply(document)).map((line) => line.split(' ')[1])).toEqual(['add', 'add', 'add']);
  const bodies = api.wire.filter(({ method }) => method === 'POST').map(({ body }) => body);
  expect(bodies).toContainEqual({
    registry: 'A.example.com',
    registry_user: 'ci',
    registry_pass: 'secret-1',
    registry_type: 'docker_v2',
    registry_verify: true,
    registry_name: 'A.example.com',
  });
  expect(bodies).toContainEqual({
    registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    registry_user: '_iam_role',
    registry_pass: 'arn:aws:iam::1:role/x;tenant',
    registry_type: 'awsecr',
    registry_verify: true,
    registry_name: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
  });
  expect(requests()).toEqual([
    'GET /v1',
    'GET /v1/registries',
    ...Array<string>(3).fill('POST /v1/registries?validate=True'),
  ]);
  expect((await apply(document)).map((line) => line.split(' ')[1])).toEqual(['equal', 'equal', 'equal']);
  expect(requests()).toEqual(['GET /v1', 'GET /v1/registries']);
});

it('updates with the requests of update what differs in user, type, name or TLS', async () => {
  await apply(document);
  requests();
  const changed = document.replace('name: ours, verify_tls: false', 'name: theirs');
  expect(await apply(changed, { validate: false })).toEqual([
    'a.example.com equal',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com equal',
    'c.example.com update name verify_tls',
  ]);
  expect(api.wire.at(-1)?.body).toEqual({
    registry: 'c.example.com',
    registry_user: 'ci',
    registry_pass: 'secret-1',
    registry_type: 'docker_v2',
    registry_verify: true,
    registry_name: 'theirs',
  });
  expect(requests().slice(2)).toEqual([
    'GET /v1/registries/c.example.com',
    'PUT /v1/registries/c.example.com?validate=False',
  ]);
});

it('sends all secrets with rotate, and fetches none without need', async () => {
  await apply(document);
  requests();
  expect(await apply(document, { environment: {} })).not.toContain('ERROR');
  expect(await apply(document, { rotate: true, environment: { TOKEN: 'secret-2' } })).toEqual([
    'a.example.com update password',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com update password',
    'c.example.com update password',
  ]);
  const sent = api.wire
    .filter(({ method }) => method === 'PUT')
    .map(({ body }) => (body as { registry_pass: string }).registry_pass);
  expect(sent.sort()).toEqual(['arn:aws:iam::1:role/x;tenant', 'secret-2', 'secret-2']);
});

it('refuses what an engine has no place for, each with its reason, and does the rest', async () => {
  expect(
    await apply(
      `registries:
  - { registry: a.example.com, profile: dev }
  - { registry: b.example.com, user: AKIAIOSFODNN7EXAMPLE, password: { env: TOKEN }, type: awsecr, region: eu-west-1 }
  - { registry: c.example.com, role: "arn:x", external_id: "a;b" }
  - { registry: d.example.com, role: "arn:x", external_id: { env: ID } }
  - { registry: e.example.com, user: ci, password: { env: TOKEN } }
`,
      { environment: { TOKEN: 'p', ID: 'a;b' } },
    ),
  ).toEqual([
    'a.example.com add ERROR',
    'b.example.com add ERROR',
    'c.example.com add ERROR',
    'd.example.com add ERROR',
    'e.example.com add',
  ]);
  expect(refusals).toEqual([
    'an Anchore deployment has no AWS profiles (r.yaml, line 2)',
    'an Anchore deployment cannot store the region of a registry (r.yaml, line 3)',
    'an Anchore deployment cannot store an external id with a semicolon in it (r.yaml, line 4)',
    'an Anchore deployment cannot store an external id with a semicolon in it (r.yaml, line 5)',
  ]);
  expect(requests().filter((request) => request.startsWith('POST'))).toHaveLength(1);
});
