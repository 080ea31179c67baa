/** The records whose role is that of each pod's service account: only a request of the kubelet proves one. */
import { TsRegError } from '../errors.js';
import type { OpenRecord } from '../registry/record.js';
import { type PodRequest, roleAnnotation, roleArnForm } from '../registry/web-identity.js';
import { hint } from '../system/hint.js';
import { usable, type UsableRecord } from './usable-record.js';

/** Whether only a request of the kubelet can get a token for this record. */
export function isForPods(record: OpenRecord): boolean {
  return usable(record).identity?.kind === 'pod';
}

/**
 * The record with the identity of the pod; itself where the record has one of its own.
 * @throws {TsRegError} `refused` when the pod's identity is needed and the request has none.
 */
export function forPod(given: OpenRecord, pod: PodRequest | undefined): UsableRecord {
  const record = usable(given);
  if (record.identity?.kind !== 'pod') return record;
  const refuse = (what: string, next: ReturnType<typeof hint>): never => {
    throw new TsRegError('refused', `${record.registry}: ${what}`, { httpCode: 406, hint: next });
  };
  if (pod === undefined)
    return refuse(
      'its role is that of each pod, which only a request of the kubelet proves',
      hint`see docs/kubelet.md; for a role of its own: ts-reg registry update ${record.registry} _web_identity
        ROLE_ARN`,
    );
  const { token, roleArn } = pod;
  if (token === undefined)
    return refuse(
      'the request of the kubelet has no serviceAccountToken',
      hint`add to this provider in the CredentialProviderConfig: tokenAttributes: { serviceAccountTokenAudience:
        sts.amazonaws.com, cacheType: ServiceAccount, requireServiceAccount: true,
          optionalServiceAccountAnnotationKeys: [${roleAnnotation}] }`,
    );
  if (roleArn === undefined || roleArn === '')
    return refuse(
      `the request of the kubelet has no annotation ${roleAnnotation} of the service account`,
      hint`kubectl annotate serviceaccount NAME ${`${roleAnnotation}=ROLE_ARN`},
        and list it in optionalServiceAccountAnnotationKeys`,
    );
  if (!roleArnForm.test(roleArn))
    return refuse(
      `the annotation ${roleAnnotation} of the service account is not the ARN of a role`,
      hint`kubectl annotate --overwrite serviceaccount NAME ${`${roleAnnotation}=ROLE_ARN`}`,
    );
  return { ...record, identity: { kind: 'web', roleArn, audience: undefined, variable: undefined, podToken: token } };
}

/** What is stored now, with the identity of the pod that `given` has. */
export function withPodOf(stored: OpenRecord, { identity }: UsableRecord): UsableRecord {
  const record = usable(stored);
  const isProven = identity?.kind === 'web' && identity.podToken !== undefined;
  return record.identity?.kind === 'pod' && isProven ? { ...record, identity } : record;
}
