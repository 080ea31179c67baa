/** The role of this machine, where a profile asks for it by `credential_source`. */
import type { Environment } from '../system/environment.js';
import type { AwsCredentials, SourcedCredentials } from './aws-credentials.js';
import { isMetadataDisabled } from './aws-switch.js';
import { containerCredentials, isInContainer } from './container-credentials.js';
import type { IdentityContext } from './identity-credentials.js';
import { machineSource, planOf } from './profile-plan.js';
import { BrokenSetup, readSharedProfiles } from './shared-profiles.js';

/** By IMDSv2 alone. @throws {BrokenSetup} when the environment forbids to ask. */
export async function instanceRole({ environment }: IdentityContext, profile: string): Promise<AwsCredentials> {
  if (isMetadataDisabled(environment)) {
    throw new BrokenSetup(
      `profile ${profile} has credential_source = Ec2InstanceMetadata, which AWS_EC2_METADATA_DISABLED forbids`,
    );
  }
  const { instanceRoleCredentials } = await import('./sdk-credentials.js');
  return instanceRoleCredentials();
}

/** @throws {BrokenSetup} outside a container. */
export function containerRole(context: IdentityContext, profile: string): Promise<SourcedCredentials> {
  if (isInContainer(context.environment)) return containerCredentials(context);
  throw new BrokenSetup(
    `profile ${profile} has credential_source = EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set`,
  );
}

/**
 * The setting by which a profile leads to the role of this machine, perhaps at the end of a chain; undefined when it
 * does not, or is broken, which its use tells. Reads the profile files and asks nobody.
 */
export async function machineRoleSetting(profile: string, environment: Environment): Promise<string | undefined> {
  try {
    const source = machineSource(planOf(profile, await readSharedProfiles(environment)));
    return source === undefined ? undefined : `credential_source = ${source}`;
  } catch (error) {
    if (error instanceof BrokenSetup) return undefined;
    throw error;
  }
}
