/**
 * Any document on any store, with secrets that are there or not and saves that fail or not: every line that a person or
 * a program gets is without a secret, and every error names its place (`FUZZ_RUNS=100000 npx vitest run
 * test/apply/generated-applies.test.ts`).
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyDocuments } from '../../src/apply/apply-documents.js';
import type { ApplyTarget } from '../../src/apply/apply-target.js';
import type { StoredRegistry } from '../../src/apply/changes.js';
import type { RegistriesDocument } from '../../src/apply/document.js';
import { SecretReader } from '../../src/apply/secret-reader.js';
import { doneLine, plainOutcome, planLine, summaryLine } from '../../src/cli/commands/registry/apply-report.js';
import { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';
import { hint } from '../../src/system/hint.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';
import { blockYaml, canary, valid } from './any-document.js';
import { documentOf } from './documents.js';

/** One number for each registry decides what the store has of it, and whether it can be saved. */
function targetOf(numbers: readonly number[], comparesSecrets: boolean): ApplyTarget {
  const at = (registry: string): number => numbers[registry.length % numbers.length] ?? 0;
  const stored = (registry: string): StoredRegistry | undefined => {
    const number = at(registry);
    if (number % 4 === 0) return undefined;
    const users = ['ci', 'awsauto', '_iam_role', '_aws_profile', ''];
    return {
      registry,
      name: number % 3 === 0 ? undefined : 'ours',
      type: number % 2 === 0 ? 'awsecr' : 'docker_v2',
      user: users[number % users.length] ?? '',
      verifyTls: number % 7 !== 0,
      location: {},
      // The name of a profile may be seen.
      ...(comparesSecrets && {
        secret: new Secret(
          number % 5 === 3 && number % 2 === 0
            ? 'dev'
            : number % 3 === 0
              ? `${canary}-stored`
              : `arn:aws:iam::1:role/x;${canary}-stored`,
        ),
      }),
      ...(number % 5 === 0 && { documents: ['other'] }),
    };
  };
  return {
    comparesSecrets,
    memory: undefined,
    defaultName: ({ parsedName }) => parsedName.text,
    refusal: ({ registry }) =>
      at(registry) % 11 === 0 ? new TsRegError('refused', 'no place for it', { hint: hint`leave it out` }) : undefined,
    find: ({ registry }) =>
      at(registry) % 13 === 1 ? Promise.reject(new TsRegError('io', 'damaged')) : Promise.resolve(stored(registry)),
    save: ({ given: { registry } }) =>
      at(registry) % 6 === 1
        ? Promise.reject(new TsRegError('refused', `${registry}: the registry says no`))
        : Promise.resolve(),
  };
}

/** Only variables: files and programs would be real ones. Every third is missing. */
function withVariables(document: object): { readonly text: string; readonly environment: Record<string, string> } {
  const environment: Record<string, string> = {};
  let count = 0;
  const changed = JSON.parse(JSON.stringify(document), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (!('env' in value || 'file' in value || 'command' in value)) return value;
    count += 1;
    if (count % 3 !== 0) environment[`V${count}`] = `${canary}-${count}`;
    return { env: `V${count}` };
  }) as Parameters<typeof blockYaml>[0];
  return { text: blockYaml(changed), environment };
}

const inputs = fc.record({
  document: valid,
  numbers: fc.array(fc.nat(1_000), { minLength: 5, maxLength: 5 }),
  comparesSecrets: fc.boolean(),
  rotate: fc.boolean(),
  dryRun: fc.boolean(),
});

it(
  'prints no secret, and a place with each error',
  async () => {
    const seen = { refused: 0, done: 0 };
    await fc.assert(
      fc.asyncProperty(inputs, async ({ document, numbers, comparesSecrets, rotate, dryRun }) => {
        const { text, environment } = withVariables(document);
        const read: RegistriesDocument = documentOf(text);
        let outcomes: Awaited<ReturnType<typeof applyDocuments>>;
        try {
          outcomes = await applyDocuments([read], {
            target: targetOf(numbers, comparesSecrets),
            secrets: new SecretReader({ environment, homeFolder: '', platform: 'linux' }),
            prune: false,
            rotate,
            dryRun,
            validate: true,
            onOutcome: () => undefined,
          });
        } catch (error) {
          // Where no record at all can be read, the store says so for all of them.
          if (error instanceof TsRegError && error.message === 'damaged') return;
          throw error;
        }
        expect(outcomes.map(({ registry }) => registry)).toEqual(read.entries.map(({ parsedName }) => parsedName.text));
        for (const { error } of outcomes)
          if (error === undefined) seen.done += 1;
          else {
            seen.refused += 1;
            if (error.message !== 'damaged') expect(error.message).toMatch(/ \(r\.yaml, line [1-9][0-9]*\)$/);
          }
        const lines = [
          ...outcomes.map(doneLine),
          ...outcomes.map(planLine),
          ...outcomes.map((outcome) => JSON.stringify(plainOutcome(outcome))),
          ...outcomes.map(({ error }) => `${error?.message ?? ''}${error?.hint ?? ''}${JSON.stringify(error)}`),
          ...[true, false].map((isDry) => summaryLine(outcomes, { dryRun: isDry })),
        ];
        expect(lines.filter((line) => line?.includes(canary))).toEqual([]);
      }),
      { numRuns: fuzzRuns },
    );
    expect(Math.min(seen.refused, seen.done)).toBeGreaterThan(fuzzRuns / 20);
  },
  fuzzTimeout,
);
