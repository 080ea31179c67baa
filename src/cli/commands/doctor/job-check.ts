/** Whether this process has the token that its records with a web identity need; sends no request. */
import type { Settings } from '../../../config/settings.js';
import { findJobToken, missingToken } from '../../../ecr/job-token.js';
import { identityOf } from '../../../registry/identity.js';
import type { OpenRecord } from '../../../registry/record.js';
import { traitsOf } from '../../../registry/registry-type.js';
import type { Environment } from '../../../system/environment.js';
import { type Finding, fine, problem, remark } from './findings.js';

/** One finding for each record with a web identity. */
export async function checkJobs(
  records: readonly OpenRecord[],
  environment: Environment,
  { allowAmbientRole, ambientGateHint }: Pick<Settings, 'allowAmbientRole' | 'ambientGateHint'>,
): Promise<readonly Finding[]> {
  const found = records.map(async ({ registry, type, user, secret }): Promise<readonly Finding[]> => {
    const identity = traitsOf(type).needsIdentity ? identityOf(user, secret) : undefined;
    if (identity?.kind === 'pod')
      return [remark('aws', `${registry}: the role is that of each pod; only the kubelet gets its tokens`)];
    if (identity?.kind !== 'web') return [];
    const source = await findJobToken(identity, environment, { mayUseMachineToken: allowAmbientRole });
    if (source === undefined) {
      const { message, next } = missingToken(identity, environment);
      return [problem('aws', `${registry}: ${message}`, next)];
    }
    if (source.isOfMachine && !allowAmbientRole)
      return [problem('aws', `${registry}: ${source.name}, the role of this machine, is not allowed`, ambientGateHint)];
    return [fine('aws', `${registry}: the token of this job comes from ${source.name}`)];
  });
  return (await Promise.all(found)).flat();
}
