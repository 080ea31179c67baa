/** Reports logins that docker stored for ECR hosts: they work until their token expires and are not renewed. */
import { ecrLoginEnd } from '../../../registry/ecr-login.js';
import type { OpenRecord } from '../../../registry/record.js';
import { hint } from '../../../system/hint.js';
import { type Finding, remark } from './findings.js';
import { isoSeconds } from '../../../system/iso-time.js';

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
