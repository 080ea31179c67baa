/** Generated documents of registries, and the secret that no output may have. */
import fc from 'fast-check';

/** Stands for a secret. */
export const canary = 'c4n4ry-s3cr3t';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const host = fc.tuple(
  word,
  word,
  fc.constantFrom('example.com', 'example.com:5000', 'dkr.ecr.us-east-1.amazonaws.com'),
);
const reference = fc.oneof(
  word.map((name) => ({ env: name.toUpperCase() })),
  word.map((path) => ({ file: `./${path}` })),
  fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => ({ command: words })),
);
const identity = fc.oneof(
  fc.constantFrom({ user: '' }, { user: 'awsauto' }),
  fc.record({ user: word.map((user) => `u-${user}`), password: reference }),
  fc.record(
    { role: word.map((role) => `arn:aws:iam::123456789012:role/${role}`), external_id: fc.oneof(word, reference) },
    { requiredKeys: ['role'] },
  ),
  fc.record({ profile: word }),
  fc
    .record(
      {
        role: word.map((role) => `arn:aws:iam::123456789012:role/${role}`),
        audience: word,
        token: word.map((name) => name.toUpperCase()),
      },
      { requiredKeys: ['role'] },
    )
    .map((web_identity) => ({ web_identity })),
  fc.constant({ web_identity: { role: 'pod' } }),
);
const rest = fc.record(
  {
    name: word,
    verify_tls: fc.boolean(),
    region: fc.constantFrom('us-east-1', 'eusc-de-east-1'),
    account: fc.constant('123456789012'),
  },
  { requiredKeys: [] },
);
const entry = fc
  .tuple(fc.nat(), host, identity, rest)
  .map(([number, [a, b, c], who, more]) => ({ registry: `${a}${number}.${b}.${c}`, ...who, ...more }));
/** A document without a fault. */
export const valid = fc
  .record({ name: word, registries: fc.array(entry, { maxLength: 6 }) }, { requiredKeys: ['registries'] })
  .filter(({ registries }) => new Set(registries.map(({ registry }) => registry)).size === registries.length);

/** As YAML people write it: block style for the document, each entry in its own lines. */
export function blockYaml(document: { readonly name?: string; readonly registries: readonly object[] }): string {
  const lines = document.name === undefined ? [] : [`name: ${document.name}`];
  if (document.registries.length === 0) return [...lines, 'registries: []', ''].join('\n');
  const entries = document.registries.map((one) =>
    Object.entries(one)
      .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${JSON.stringify(value)}`)
      .join('\n'),
  );
  return [...lines, 'registries:', ...entries, ''].join('\n');
}
