/** The options of `ts-reg kubernetes manifest`, checked so that the API server accepts what is printed. */
import { type Hint, TsRegError } from '../../../errors.js';
import type { ManifestRequest } from '../../../kubernetes/manifest-request.js';
import { namespacePatterns } from '../../../kubernetes/namespace-patterns.js';
import { checkPlace } from '../../../outputs/kubernetes-secret.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';
import { checkAccount, usualName } from './apply-options.js';

export interface ManifestFlags {
  readonly image?: string;
  readonly namespace?: readonly string[];
  readonly name?: string;
  readonly serviceAccount?: readonly string[];
  readonly schedule?: string;
  readonly runIn?: string;
  readonly awsRole?: string;
  readonly registriesSecret?: string;
}

export interface ManifestOptions extends ManifestFlags {
  readonly factory: Factory;
  readonly registries: readonly string[];
}

const usualHome = 'ts-reg';
const usualImage = 'registry.example.com/ts-reg:0.1.0';

/** @throws {TsRegError} `usage`. */
export function manifestRequest(options: ManifestOptions): ManifestRequest {
  const { image = '', name = usualName, runIn = usualHome, schedule, awsRole, registriesSecret } = options;
  const accounts = options.serviceAccount ?? [];
  const namespaces = namespacePatterns(options.namespace ?? []);
  check(/^[\w.:@/-]+$/.test(image), image === '' ? 'no image was given' : `invalid --image ${shown(image)}`, {
    next: hint`build one by docs/install.md, and give it: --image ${usualImage}`,
  });
  check(schedule === undefined || isSchedule(schedule), `invalid --schedule ${shown(schedule ?? '')}`, {
    next: hint`--schedule ${'0 */4 * * *'}`,
  });
  check(
    awsRole === undefined || /^arn:aws[\w-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/.test(awsRole),
    'invalid --aws-role',
    { next: hint`--aws-role arn:aws:iam::123456789012:role/ecr-pull` },
  );
  checkPlace({ name, namespaces: [runIn], labels: {} });
  if (registriesSecret !== undefined) checkPlace({ name: registriesSecret, namespaces: [], labels: {} });
  for (const account of accounts) checkAccount(account);
  return {
    registries: registriesOf(options),
    registriesSecret,
    image,
    patterns: options.namespace ?? [],
    namespaces,
    secretName: name,
    accounts: [...new Set(accounts)],
    home: runIn,
    schedule,
    awsRole,
  };
}

/** Only ECR needs no password, which a manifest must not contain. */
function registriesOf({ registries, registriesSecret }: ManifestOptions): readonly string[] {
  const names = registries.map((registry) => parseRegistryName(registry));
  const other = names.find(({ ecrHost }) => ecrHost === undefined);
  if (other !== undefined)
    throw new TsRegError('usage', `${other.text} needs a password, which does not belong into a manifest`, {
      hint: hint`put registries.yaml and its passwords into a Secret, and give: --registries-secret NAME`,
    });
  if (registriesSecret !== undefined && names.length > 0)
    throw new TsRegError('usage', 'give registries or --registries-secret, not both', {
      hint: hint`add to registries.yaml: ${names.map(({ text }) => text)}`,
    });
  if (registriesSecret === undefined && names.length === 0)
    throw new TsRegError('usage', 'no registry was given', {
      hint: hint`ts-reg kubernetes manifest 123456789012.dkr.ecr.us-east-1.amazonaws.com --image IMAGE --namespace web`,
    });
  return [...new Set(names.map(({ text }) => text))];
}

/** Five fields, or a word such as `@hourly`; the API server knows the rest (CronJob, "Schedule syntax"). */
function isSchedule(text: string): boolean {
  return /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$|^(?:[\dA-Za-z*/,?-]+ ){4}[\dA-Za-z*/,?-]+$/.test(
    text,
  );
}

function check(isGood: boolean, problem: string, { next }: { readonly next: Hint }): void {
  if (!isGood) throw new TsRegError('usage', problem, { hint: next });
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
