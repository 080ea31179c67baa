/** Reports credentials that end: logins that docker stored for ECR hosts, and passwords of which a person said so. */
import { ecrLoginEnd } from '../../../registry/ecr-login.js';
import type { OpenRecord } from '../../../registry/record.js';
import { hint } from '../../../system/hint.js';
import { isEndingSoon } from '../../../registry/password-end.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { passwordEndText } from '../../output/password-end.js';
import { type Finding, problem, remark } from './findings.js';

/** A remark for each login that still works; an expired one is reported by the check of its registry. */
export function checkLogins(records: readonly OpenRecord[], now: number): readonly Finding[] {
  return records.flatMap((record) => {
    const end = ecrLoginEnd(record);
    if (!end || end.expiresAt <= now) return [];
    const time = isoSeconds(end.expiresAt);
    const about = end.isCertain ? '' : 'about ';
    return [
      remark(
        record.registry,
        `a docker login with an ECR token: it works until ${about}${time} and is not renewed`,
        hint`ts-reg registry add ${record.registry} ACCESS_KEY_ID`,
      ),
    ];
  });
}

/** From two weeks before its end on; one that has ended is a problem. */
export function checkPasswordEnds(
  records: readonly { readonly registry: string; readonly expiresAt?: number | undefined }[],
  now: number,
): readonly Finding[] {
  return records.flatMap(({ registry, expiresAt }) => {
    if (expiresAt === undefined || !isEndingSoon(expiresAt, now)) return [];
    const finding = expiresAt <= now ? problem : remark;
    const next = hint`ts-reg registry update ${registry} --password-stdin --expires DATE`;
    return [finding(registry, passwordEndText(expiresAt, now), next)];
  });
}
