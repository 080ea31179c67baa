/** Export, fill in, apply to a fresh store: the same records, whatever kinds of record there are. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exportDocument } from '../../src/apply/export-document.js';
import { exportedIdentity } from '../../src/apply/exported-identity.js';
import { variableNames } from '../../src/apply/variable-names.js';
import type { NewRegistry } from '../../src/registry/backend.js';
import { identityOf } from '../../src/registry/identity.js';
import type { OpenRecord } from '../../src/registry/record.js';
import { TsRegError } from '../../src/errors.js';
import { type Engine, given, startEngine } from '../support/engine.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { applyTo, documentOf } from './documents.js';

/** A record in files takes some milliseconds, and each document has several, in two stores. */
const numRuns = Math.max(20, Math.floor(fuzzRuns / 50));

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}[a-z0-9]$/);
const domain = fc.tuple(word, word).map(([a, b]) => `${a}.${b}.example.com`);
const plainName = fc.oneof(
  domain,
  fc.tuple(domain, fc.integer({ min: 1, max: 65_535 })).map(([host, port]) => `${host}:${port}`),
  fc.tuple(domain, word).map(([host, path]) => `${host}/${path}`),
  fc.tuple(domain, word, word).map(([host, a, b]) => `${host}/${a}/${b}`),
  domain.map((host) => `${host}/*`),
  domain.map((host) => `*.${host}`),
  fc.constantFrom('docker.io', 'docker.io/library', 'localhost:5000', '127.0.0.1:5000', '[::1]:5000', 'ghcr.io'),
);
const account = fc.stringMatching(/^[1-9][0-9]{11}$/);
const region = fc.constantFrom('us-east-1', 'eu-west-1', 'us-gov-west-1');
const ecrName = fc
  .tuple(account, region, fc.option(word, { nil: undefined }))
  .map(([id, where, path]) => `${id}.dkr.ecr.${where}.amazonaws.com${path === undefined ? '' : `/${path}`}`);
/** What people type into a name or a password, and what YAML reads in its own way. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    'true',
    'null',
    '~',
    'yes',
    '0123',
    '1e5',
    '- x',
    '{ a: b }',
    '"',
    "it's",
    ' x ',
    '#x',
    '*a',
    '&a',
    '!t',
  ),
);
const secret = fc.oneof(text, fc.constantFrom('shared-secret', 'other-secret', 'awsauto', '{\n\t"key": 1\n}'));
const role = fc.tuple(account, word).map(([id, name]) => `arn:aws:iam::${id}:role/${name}`);
const externalId = fc.oneof(word, fc.constantFrom('tenant-7', 'a:b/c=d'));
const location = fc.record({ region, account, endpoint: fc.constant('https://ecr.example.com') }, { requiredKeys: [] });
const keys = fc.record({
  user: fc.constantFrom('AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPL2'),
  secret: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
});
const awsIdentity = fc.oneof(
  keys,
  fc.constant({ user: 'awsauto', secret: 'awsauto' }),
  role.map((arn) => ({ user: '_iam_role', secret: arn })),
  fc.tuple(role, externalId).map(([arn, id]) => ({ user: '_iam_role', secret: `${arn};${id}` })),
  fc
    .tuple(role, fc.constantFrom('', ';audience=https://ecr.example', ';token=MY_TOKEN', ';audience=a;token=T'))
    .map(([arn, more]) => ({ user: '_web_identity', secret: `${arn}${more}` })),
  fc.constant({ user: '_web_identity', secret: 'pod' }),
  fc.oneof(word, text).map((profile) => ({ user: '_aws_profile', secret: profile })),
  // What the engine of anchore-cli takes for one of these, too.
  fc.constantFrom(
    { user: 'AKIAIOSFODNN7EXAMPLE', secret: 'awsauto' },
    { user: 'awsauto', secret: 'anything' },
    { user: '_iam_role', secret: 'awsauto' },
    { user: '_iam_role', secret: 'arn:aws:iam::123456789012:role/a;' },
    { user: '_iam_role', secret: 'arn:aws:iam::123456789012:role/a;b;c' },
    { user: '_iam_role', secret: 'role/a b' },
    { user: '_iam_role', secret: 'arn:x y' },
    { user: 'not-a-key', secret: 'x' },
  ),
);
const plainIdentity = fc.oneof(
  fc.constant({ user: '', secret: '' }),
  fc.record({
    user: fc.oneof(
      fc.constantFrom('ci', 'deploy', 'CI', 'c-i', '_json_key', '<token>', 'awsauto', '_iam_role', '_aws_profile'),
      text,
    ),
    secret,
  }),
);

const record = fc.oneof(
  fc.record({
    registry: plainName,
    type: fc.constant('docker_v2' as const),
    who: plainIdentity,
    where: fc.constant({}),
  }),
  fc.record({ registry: ecrName, type: fc.constant('awsecr' as const), who: awsIdentity, where: fc.constant({}) }),
  fc.record({ registry: domain, type: fc.constant('awsecr' as const), who: awsIdentity, where: location }),
  fc.record({ registry: ecrName, type: fc.constant('docker_v2' as const), who: plainIdentity, where: fc.constant({}) }),
);
const addition: fc.Arbitrary<NewRegistry> = fc
  .tuple(record, fc.option(text, { nil: undefined }), fc.boolean())
  .map(([{ registry, type, who, where }, name, verifyTls]) =>
    given({ registry, type, ...who, location: where, name, verifyTls }),
  );

const meaning = ({ registry, name, type, user, secret: hidden, verifyTls, location: where }: OpenRecord): unknown => ({
  registry,
  name,
  type,
  user,
  // What goes with the word awsauto says nothing.
  secret: user === 'awsauto' ? 'awsauto' : hidden.reveal(),
  verifyTls,
  location: where,
});

function kindOf({ type, user, secret: hidden }: OpenRecord): string {
  if (type === 'docker_v2') return user === '' ? 'nobody' : 'user';
  const identity = identityOf(user, hidden);
  if (identity.kind === 'ambient') return 'awsauto';
  return identity.kind === 'role' && identity.externalId !== undefined ? 'role with id' : identity.kind;
}

/** What a person fills in: the secret of one of the registries that share the variable. */
function filledIn(records: readonly OpenRecord[]): Readonly<Record<string, string>> {
  const names = variableNames(records);
  return Object.fromEntries(
    records.flatMap((one) => {
      const name = names.get(one.registry);
      const identity = exportedIdentity(one);
      return name === undefined
        ? []
        : [[name, (identity.kind === 'role' ? identity.externalId : undefined) ?? one.secret.reveal()]];
    }),
  );
}

/** Adds what `add` takes; which records there can be, it alone decides. */
async function addAll(engine: Engine, additions: readonly NewRegistry[]): Promise<void> {
  for (const one of additions) {
    try {
      await engine.store.backend.add(one, { validate: false, replace: true });
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
    }
  }
}

it(
  'the same records come out, and a second apply changes nothing',
  async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(addition, { minLength: 1, maxLength: 6 }), async (additions) => {
        const [from, to] = [startEngine(), startEngine()];
        try {
          from.gate.allowed = to.gate.allowed = true;
          await addAll(from, additions);
          const before = await from.store.documents.all();
          for (const kind of before.map(kindOf)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
          const document = documentOf(exportDocument(before));
          const environment = filledIn(before);
          const here = await applyTo(from, [document], { environment, validate: false });
          expect(here.filter(({ action, error }) => action !== 'equal' || error !== undefined)).toEqual([]);
          const there = await applyTo(to, [document], { environment, validate: false });
          expect(there.flatMap(({ error }) => error?.message ?? [])).toEqual([]);
          expect((await to.store.documents.all()).map(meaning)).toEqual(before.map(meaning));
        } finally {
          from.dispose();
          to.dispose();
        }
      }),
      { numRuns },
    );
    // Otherwise `add` refused a whole kind, and this says nothing of it.
    expect([...seen.keys()].sort()).toEqual([
      'awsauto',
      'keys',
      'nobody',
      'pod',
      'profile',
      'role',
      'role with id',
      'user',
      'web',
    ]);
  },
  fuzzTimeout + numRuns * 500,
);
