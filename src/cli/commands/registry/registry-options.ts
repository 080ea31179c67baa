/** The options that `add` and `update` share. */
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import { checkEcrTokenUser } from '../../../registry-store/ecr-login-rules.js';
import { checkMistakenUser } from '../../../registry-store/mistaken-credentials.js';
import { identityWords } from '../../../registry/identity.js';
import { locationForms, wholeAccount } from '../../../registry/location-forms.js';
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
  /** A date. */
  readonly expires?: string;
}

/** The operands of `add` and `update`. */
export interface CredentialWords {
  readonly registry: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** What the words for identities of AWS mean, for the help of `add` and `update`. */
export const identityHelp = `
Users of Amazon ECR, and the password of each:
  ACCESS_KEY_ID   its secret access key
  awsauto         none: uses the AWS identity of this shell or machine, from the
                  environment, a profile, SSO, or the role of EC2, ECS or EKS
  _iam_role       ROLE_ARN or ROLE_ARN;EXTERNAL_ID: assumes that role
  _aws_profile    the name of a profile in ~/.aws/config: signs in as it says
  _web_identity   ROLE_ARN: that role, by the token that the CI system signs for
                  this job; pod: the role of each pod, for the kubelet
awsauto and _iam_role need allow_awsecr_iam_auto: True in config.yaml.`;

/** Declares the options on a command. */
export function registryOptions(command: Command): Command {
  return (
    command
      .option('--insecure', 'do not verify the TLS certificate of this registry, and allow plain http')
      .option('--registry-type <type>', `${registryTypes.join(' or ')}; default: guessed from the host`)
      .option('--skip-validate', 'do not ask the registry whether it accepts the credentials')
      .option('--registry-name <name>', 'display name (default: the registry)')
      .option('--password-stdin', 'read the password from standard input; otherwise TS_REG_PASSWORD, or a prompt')
      .addOption(command.createOption('-u, --username <user>', 'the user, as for docker login').hideHelp())
      // Taken so that its value is known to be a password, and goes nowhere.
      .addOption(
        command
          .createOption('-p, --password [password]', 'refused')
          .argParser(() => true)
          .hideHelp(),
      )
      .option('--region <region>', 'AWS region, for ECR behind a custom domain')
      .option('--account <account>', 'AWS account, for ECR behind a custom domain')
      .option('--endpoint <url>', 'URL of the ECR API, for VPC endpoints')
      .option('--expires <date>', 'day on which the password ends; list, check and doctor warn 14 days before')
  );
}

/** The options of `add` or `update` as they were given; an empty type or name is not given, as in anchore-cli. */
export function registryFlags(command: Command): RegistryFlags & { readonly allWithUser?: string } {
  const { registryType, registryName, ...flags } = command.opts<ReturnType<typeof registryFlags>>();
  for (const name of ['username', 'password']) Reflect.deleteProperty(flags, name);
  return { ...flags, ...(registryType && { registryType }), ...(registryName && { registryName }) };
}

/**
 * What stands on the line of `add` or `update`, less its options.
 * @throws {TsRegError} `usage` for a password in an option, and for two users.
 */
export function credentialWords(command: Command): CredentialWords {
  const [registry = '', user, password] = command.args;
  const options = command.opts<{ readonly username?: string; readonly password?: boolean }>();
  const next = hint`ts-reg registry ${command.name()} HOST USER --password-stdin`;
  if (options.password)
    throw new TsRegError('usage', 'a password in an option can be seen by other users, so --password is not accepted', {
      hint: next,
    });
  if (options.username !== undefined && user !== undefined && user !== options.username)
    throw new TsRegError('usage', 'both a user argument and --username were given', { hint: next });
  return { registry, user: user ?? options.username, password };
}

/** Refuses, before its password is asked for, a user that cannot be meant. @throws {TsRegError} `refused`. */
export function checkGivenUser({ user, type, ...given }: CheckedUser): void {
  if (user === undefined || type === undefined) return;
  checkEcrTokenUser({ ...given, type, user }, given.command);
  checkMistakenUser({ ...given, type, user });
}

type CheckedUser = Pick<CredentialWords, 'registry' | 'user'> & {
  readonly type: RegistryType | undefined;
  readonly command: 'add' | 'update';
};

/** What a person on a terminal reads once about a secret among the arguments; undefined where there is none. */
export function argumentTip({ user, password }: Pick<CredentialWords, 'user' | 'password'>): string | undefined {
  if (!password || password === '-' || identityWords.includes(user ?? '')) return undefined;
  return 'tip: a password typed as an argument stays in the history of the shell; leave it out, and ts-reg asks for it';
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
  const meant = name === 'account' ? wholeAccount(value) : example;
  throw new TsRegError('usage', `invalid --${name} '${value.slice(0, 80)}'`, { hint: hint`${`--${name}`} ${meant}` });
}
