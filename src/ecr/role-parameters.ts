/** How a profile has its role assumed. */
import { brokenProfile, type ProfileSettings } from './shared-profiles.js';

export interface RoleParameters {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly externalId: string | undefined;
  readonly seconds: number | undefined;
}

/** The role of a profile. @throws {BrokenSetup} for what STS would refuse. */
export function roleOf(profile: string, settings: ProfileSettings): RoleParameters {
  const roleArn = settings.get('role_arn') ?? '';
  if (!/^arn:[^:\s]+:iam::\d+:role\/\S+$/.test(roleArn))
    throw brokenProfile(profile, `has a role_arn that is not the ARN of a role: ${roleArn}`);
  const duration = settings.get('duration_seconds');
  if (duration !== undefined && !/^\d{3,5}$/.test(duration))
    throw brokenProfile(
      profile,
      `has duration_seconds = ${duration}, which is not a number of seconds from 900 to 43200`,
    );
  return {
    roleArn,
    sessionName: settings.get('role_session_name') || undefined,
    externalId: settings.get('external_id') || undefined,
    seconds: duration === undefined ? undefined : Number(duration),
  };
}
