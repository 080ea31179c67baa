/** `registry apply` on a remote engine sends what `add` and `update` would send for each registry, and nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackAnchore, startLoopbackAnchore, type WireEntry } from '../../../support/loopback-anchore.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const role = 'arn:aws:iam::123456789012:role/pull';

/** What stands in the document, and the words behind `add` and `update`. */
const kinds: readonly (readonly [entry: string, words: readonly string[]])[] = [
  ['registry: a.example.com, user: ci, password: { env: TOKEN }', ['a.example.com', 'ci', 'canary']],
  ['registry: G.example.com, user: ci, password: { env: TOKEN }', ['G.example.com', 'ci', 'canary']],
  ['registry: p.example.com/team/app, user: ci, password: { env: TOKEN }', ['p.example.com/team/app', 'ci', 'canary']],
  ['registry: "w.example.com:5000/*", user: ci, password: { env: TOKEN }', ['w.example.com:5000/*', 'ci', 'canary']],
  [
    'registry: i.example.com, user: "ü ci", password: { env: TOKEN }, verify_tls: false',
    ['i.example.com', 'ü ci', 'canary', '--insecure'],
  ],
  ['registry: n.example.com, user: ""', ['n.example.com', '', '']],
  [`registry: ${ecr}, user: awsauto`, [ecr, 'awsauto', 'awsauto']],
  [`registry: ${ecr}/app, role: "${role}", external_id: tenant-7`, [`${ecr}/app`, '_iam_role', `${role};tenant-7`]],
  [
    `registry: ${ecr}/old, user: ci, password: { env: TOKEN }, type: docker_v2`,
    [`${ecr}/old`, 'ci', 'canary', '--registry-type', 'docker_v2'],
  ],
  [
    'registry: c.example.com, user: AKIAIOSFODNN7EXAMPLE, password: { env: TOKEN }, type: awsecr',
    ['c.example.com', 'AKIAIOSFODNN7EXAMPLE', 'canary', '--registry-type', 'awsecr'],
  ],
];

let cli: CliHome;
let apis: LoopbackAnchore[];
beforeEach(async () => {
  cli = startCli();
  apis = await Promise.all([0, 1].map(() => startLoopbackAnchore({ allowAwsAuto: true })));
});
afterEach(async () => {
  cli.dispose();
  await Promise.all(apis.map((api) => api.close()));
});

/** The requests for single registries, sorted: several are on their way at once. */
async function requestsOf(
  api: LoopbackAnchore,
  commands: readonly (readonly string[])[],
): Promise<readonly WireEntry[]> {
  api.wire.length = 0;
  const environment = {
    ANCHORE_CLI_URL: `${api.origin}/v1`,
    ANCHORE_CLI_USER: 'admin',
    ANCHORE_CLI_PASS: 'foobar',
    TOKEN: 'canary',
  };
  for (const words of commands) expect((await cli.run(['registry', ...words], { environment })).exitCode).toBe(0);
  const isOfOne = ({ method, path }: WireEntry) => method !== 'GET' || path.startsWith('/v1/registries/');
  return api.wire.filter(isOfOne).sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

const keyOf = ({ method, path, body }: WireEntry) => JSON.stringify([method, path, body]);

it.each([
  ['add', []],
  ['add', ['--skip-validate']],
  ['update', ['--registry-name', 'ours']],
] as const)('%s %j', async (command, more) => {
  const [applied, typed] = apis;
  if (applied === undefined || typed === undefined) throw new Error('no engines');
  const isUpdate = command === 'update';
  if (isUpdate)
    for (const api of apis)
      await requestsOf(
        api,
        kinds.map(([, words]) => ['add', ...words]),
      );
  const file = join(cli.folder, 'registries.yaml');
  const entries = kinds.map(([entry]) => `  - { ${entry}${isUpdate ? ', name: ours' : ''} }\n`);
  writeFileSync(file, `registries:\n${entries.join('')}`);
  const flags = more.filter((word) => word === '--skip-validate');
  const sent = await requestsOf(applied, [['apply', file, ...flags]]);
  expect(sent.filter(({ method }) => method !== 'GET')).toHaveLength(kinds.length);
  const named = kinds.map(([, [registry = '', ...words]]) => [
    command,
    registry,
    ...words,
    ...more,
    // The type is said in a document by its host, which `update` does not look at.
    ...(isUpdate && !words.includes('--registry-type')
      ? ['--registry-type', registry.startsWith(ecr) ? 'awsecr' : 'docker_v2']
      : []),
  ]);
  expect(sent).toEqual(await requestsOf(typed, named));
  // A second run reads the list, and nothing else.
  expect(await requestsOf(applied, [['apply', file, ...flags]])).toEqual([]);
});
