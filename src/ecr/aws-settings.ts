/** What a profile sets for the calls to AWS besides credentials; the environment goes first, as in the AWS CLI. */
import type { AwsIdentity } from '../registry/identity.js';
import type { Environment } from '../system/environment.js';
import { readAwsFile, UnreadableAwsFile } from './bounded-file.js';
import {
  BrokenSetup,
  chosenProfile,
  type ProfileSettings,
  readSharedProfiles,
  readSwitch,
  type SharedProfiles,
  UnreadableProfiles,
} from './shared-profiles.js';

export interface AwsSettings {
  readonly useFips: boolean;
  readonly useDualstack: boolean;
  /** AWS_REGION, AWS_DEFAULT_REGION, then the profile's: where the person is, not where the registry is. */
  readonly regions: readonly string[];
  readonly maxAttempts: number;
  /** True: only `--endpoint` and config.yaml name endpoints. */
  readonly ignoreEndpoints: boolean;
  /**
   * `endpoint_url` of the profile, first of its `services` section and then its own; `service` as in that section:
   * `ecr`, `sso_oidc`.
   */
  readonly profileEndpoint: (service: string) => string | undefined;
  /** For messages: `endpoint_url of profile dev`. */
  readonly profileOrigin: string;
  /** PEM text of the profile's `ca_bundle`, unless AWS_CA_BUNDLE is set. */
  readonly certificateAuthority: string | undefined;
}

const defaultAttempts = 3;
/** A loose pattern, because new regions appear (`us-east-1`, `us-iso-west-1`, `aws-global`). */
const regionForm = /^[a-z]{2,8}(?:-[a-z0-9]{1,16}){1,4}$/;

/**
 * The settings of the profile that the identity names, else of the environment's.
 * @throws {BrokenSetup} naming the variable or setting that is not understood.
 */
export async function readAwsSettings(identity: AwsIdentity, environment: Environment): Promise<AwsSettings> {
  const shared = await profilesFor(identity, environment);
  const profile = identity.kind === 'profile' ? identity.profile : (chosenProfile(environment) ?? 'default');
  const settings: ProfileSettings = shared.profiles.get(profile) ?? new Map();
  const serviceName = settings.get('services');
  const services = serviceName === undefined ? undefined : shared.services.get(serviceName);
  if (serviceName !== undefined && services === undefined) {
    throw new BrokenSetup(
      `profile ${profile} has services = ${serviceName}, and there is no [services ${serviceName}]`,
    );
  }
  const source: Source = { environment, settings, profile };
  return {
    useFips: onOff('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint', source),
    useDualstack: onOff('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint', source),
    regions: regionsOf(source),
    maxAttempts: attemptsOf(source),
    ignoreEndpoints: onOff('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls', source),
    profileEndpoint: (service) => services?.get(`${service}.endpoint_url`) ?? settings.get('endpoint_url'),
    profileOrigin: `endpoint_url of profile ${profile}`,
    certificateAuthority: environment['AWS_CA_BUNDLE'] ? undefined : await authorityOf(source),
  };
}

/** Keys that a record holds need no file: where no profile was chosen, one that cannot be parsed has no say. */
async function profilesFor(
  identity: AwsIdentity,
  environment: Environment,
): Promise<Pick<SharedProfiles, 'profiles' | 'services'>> {
  try {
    return await readSharedProfiles(environment);
  } catch (error) {
    const isNeedless = identity.kind === 'keys' && chosenProfile(environment) === undefined;
    if (!isNeedless || !(error instanceof UnreadableProfiles) || error.mayDemandFips) throw error;
    return { profiles: new Map(), services: new Map() };
  }
}

interface Source {
  readonly environment: Environment;
  readonly settings: ProfileSettings;
  readonly profile: string;
}

function onOff(variable: string, key: string, { environment, settings, profile }: Source): boolean {
  return (
    readSwitch(variable, environment[variable]) ??
    readSwitch(`${key} of profile ${profile}`, settings.get(key)) ??
    false
  );
}

function regionsOf({ environment, settings, profile }: Source): readonly string[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['AWS_REGION', environment['AWS_REGION']],
    ['AWS_DEFAULT_REGION', environment['AWS_DEFAULT_REGION']],
    [`region of profile ${profile}`, settings.get('region')],
  ];
  return named.flatMap(([name, text]) => {
    const region = text?.trim() ?? '';
    if (region === '') return [];
    if (!regionForm.test(region)) throw new BrokenSetup(`${name} is not the name of a region`);
    return [region];
  });
}

function attemptsOf({ environment, settings, profile }: Source): number {
  const ofVariable = environment['AWS_MAX_ATTEMPTS'];
  const [name, text] = ofVariable
    ? ['AWS_MAX_ATTEMPTS', ofVariable]
    : [`max_attempts of profile ${profile}`, settings.get('max_attempts')];
  if (text === undefined) return defaultAttempts;
  if (!/^[1-9]\d{0,2}$/.test(text.trim())) throw new BrokenSetup(`${name} is not a number of attempts`);
  return Number(text);
}

async function authorityOf({ settings, profile }: Source): Promise<string | undefined> {
  const path = settings.get('ca_bundle');
  if (!path) return undefined;
  const text = await readAwsFile(path).catch((error: unknown) => {
    throw error instanceof UnreadableAwsFile
      ? new BrokenSetup(`ca_bundle of profile ${profile}: ${error.message}`)
      : error;
  });
  if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return text;
  throw new BrokenSetup(
    `ca_bundle of profile ${profile}: ${path} ${text === undefined ? 'is missing' : 'contains no certificate'}`,
  );
}
