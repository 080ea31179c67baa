/** The profiles of the AWS shared files, merged as the AWS CLI merges them: credentials go before config. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../system/environment.js';
import { readAwsFile, UnreadableAwsFile } from './bounded-file.js';
import { parseSharedFile, sectionWords, SharedFileFault, type SharedSection } from './shared-file.js';

export type ProfileSettings = ReadonlyMap<string, string>;

export interface SharedProfiles {
  readonly profiles: ReadonlyMap<string, ProfileSettings>;
  /** Profiles whose access key stands in the credentials file, where it goes before `credential_process`. */
  readonly withStoredKeys: ReadonlySet<string>;
  readonly ssoSessions: ReadonlyMap<string, ProfileSettings>;
  readonly services: ReadonlyMap<string, ProfileSettings>;
  /** For messages. */
  readonly configFile: string;
}

/** What is set up for AWS, but cannot work; the message names the thing and never a secret. */
export class BrokenSetup extends Error {
  override readonly name = 'BrokenSetup';
}

/** A shared file cannot be read or parsed as a whole. */
export class UnreadableProfiles extends BrokenSetup {
  constructor(
    message: string,
    /** Perhaps it switches on what must not be lost unseen: FIPS. */
    readonly mayDemandFips: boolean,
  ) {
    super(message);
  }
}

/** The error for a profile; `fault` follows its name. */
export function brokenProfile(profile: string, fault: string): BrokenSetup {
  return new BrokenSetup(`profile ${profile} ${fault}`);
}

/** A `credential_process` that gave no keys. */
export class CredentialProcessFailure extends BrokenSetup {
  constructor(
    message: string,
    /** The program's command line may hold a secret, so that only its profile is shown. */
    readonly profile: string,
  ) {
    super(message);
  }
}

/** The profile that the environment names; an empty variable counts as unset. The AWS CLI reads both names. */
export function chosenProfile(environment: Environment): string | undefined {
  return ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].map((name) => environment[name]).find(isFilled);
}

/** The home folder as the SDK finds it. */
export function awsHome(environment: Environment): string {
  return [environment['HOME'], environment['USERPROFILE']].find(isFilled) ?? homedir();
}

/**
 * Reads both files; a file that is not there has no profiles.
 * @throws {UnreadableProfiles} naming the file and the line that cannot be read.
 */
export async function readSharedProfiles(environment: Environment): Promise<SharedProfiles> {
  const configFile = placeOf('AWS_CONFIG_FILE', 'config', environment);
  const credentialsFile = placeOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials', environment);
  const [config, credentials] = await Promise.all([sectionsOf(configFile), sectionsOf(credentialsFile)]);
  const profiles = new Map<string, ProfileSettings>(named(config, 'profile'));
  const stored = credentials.map(({ name, settings }) => [name, settings] as const);
  for (const [name, settings] of stored) profiles.set(name, new Map([...(profiles.get(name) ?? []), ...settings]));
  return {
    profiles,
    withStoredKeys: new Set(stored.filter(([, settings]) => settings.has('aws_access_key_id')).map(([name]) => name)),
    ssoSessions: new Map(named(config, 'sso-session')),
    services: new Map(named(config, 'services')),
    configFile,
  };
}

function isFilled(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function placeOf(variable: string, file: string, environment: Environment): string {
  const home = awsHome(environment);
  const given = environment[variable];
  return given ? given.replace(/^~(?=\/|$)/, home) : join(home, '.aws', file);
}

async function sectionsOf(path: string): Promise<readonly SharedSection[]> {
  let text = '';
  try {
    text = (await readAwsFile(path)) ?? '';
    return parseSharedFile(text);
  } catch (error) {
    if (error instanceof SharedFileFault)
      throw new UnreadableProfiles(
        `${path} line ${error.line}: ${error.message}`,
        /use_fips_endpoint\s*[=:]\s*true/i.test(text),
      );
    if (error instanceof UnreadableAwsFile) throw new UnreadableProfiles(error.message, false);
    throw error;
  }
}

/** `[profile dev]` by its second word; `[default]` needs no `profile`, and gives way to `[profile default]`. */
function named(sections: readonly SharedSection[], kind: string): (readonly [string, ProfileSettings])[] {
  const plain = kind === 'profile' ? sections.filter(({ name }) => name === 'default') : [];
  const typed = sections.flatMap(({ name, settings }) => {
    const [word, second, ...more] = sectionWords(name) ?? [];
    return word === kind && second !== undefined && more.length === 0 ? [[second, settings] as const] : [];
  });
  return [...plain.map(({ settings }) => ['default', settings] as const), ...typed];
}

/** On, off, or undefined where it is not set. @throws {BrokenSetup} naming the switch when it is neither. */
export function readSwitch(name: string, text: string | undefined): boolean | undefined {
  const value = text?.trim().toLowerCase() ?? '';
  if (value === '') return undefined;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new BrokenSetup(`${name} is neither true nor false`);
}

/** Whether AWS_EC2_METADATA_DISABLED forbids every request to the metadata service. @throws {BrokenSetup} as above. */
export function isMetadataDisabled(environment: Environment): boolean {
  return readSwitch('AWS_EC2_METADATA_DISABLED', environment['AWS_EC2_METADATA_DISABLED']) === true;
}
