/** The options that `add` and `update` share. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { locationForms } from '../../../registry/location-forms.js';
import type { EcrLocation } from '../../../registry/record.js';
import { isRegistryType, type RegistryType, registryTypes } from '../../../registry/registry-type.js';
import { hint } from '../../../system/hint.js';

export interface RegistryFlags {
  readonly insecure?: boolean;
  readonly registryType?: string;
  readonly skipValidate?: boolean;
  readonly registryName?: string;
  readonly passwordStdin?: boolean;
  readonly region?: string;
  readonly account?: string;
  readonly endpoint?: string;
}

/** Declares the options on a command. */
export function registryOptions(command: Command): Command {
  return command
    .option('--insecure', 'do not verify the TLS certificate of this registry, and allow plain http')
    .option('--registry-type <type>', `${registryTypes.join(' or ')}; default: guessed from the host`)
    .option('--skip-validate', 'do not ask the registry whether it accepts the credentials')
    .option('--registry-name <name>', 'display name (default: the registry)')
    .option('--password-stdin', 'read the password from standard input')
    .option('--region <region>', 'AWS region, for ECR behind a custom domain')
    .option('--account <account>', 'AWS account, for ECR behind a custom domain')
    .option('--endpoint <url>', 'URL of the ECR API, for VPC endpoints');
}

/** The progress text of `add` and `update`. */
export function workOnCredentials({
  registry,
  skipValidate,
}: Pick<RegistryFlags, 'skipValidate'> & { readonly registry: string }): string {
  return skipValidate ? `storing ${registry}` : `checking the credentials for ${registry}`;
}

/** @throws {TsRegError} `usage` with anchore-cli's words for an unknown type. */
export function parseType(text: string): RegistryType {
  if (isRegistryType(text)) return text;
  const known = registryTypes.map((type) => `'${type}'`).join(', ');
  throw new TsRegError('usage', `input registry type not supported (supported registry_types: [${known}]`, {
    hint: hint`--registry-type ${registryTypes.join(' or --registry-type ').split(' ')}`,
  });
}

/** @throws {TsRegError} `usage` when a region, account or endpoint has not the form of one. */
export function locationOf({ region, account, endpoint }: RegistryFlags): EcrLocation {
  checkForm(region, 'region');
  checkForm(account, 'account');
  checkForm(endpoint, 'endpoint');
  return {
    ...(region === undefined ? {} : { region }),
    ...(account === undefined ? {} : { account }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function checkForm(value: string | undefined, name: keyof EcrLocation): void {
  const { pattern, example } = locationForms[name];
  if (value === undefined || pattern.test(value)) return;
  throw new TsRegError('usage', `invalid --${name} '${value.slice(0, 80)}'`, { hint: hint`${`--${name}`} ${example}` });
}
