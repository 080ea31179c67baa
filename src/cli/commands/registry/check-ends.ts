/** What `registry check` says of credentials that end: by what is stored and kept, without a request. */
import { TsRegError } from '../../../errors.js';
import type { RegistryEnds } from '../../../registry-store/credential-ends.js';
import { passwordWarning } from '../../../registry/password-end.js';
import { hint } from '../../../system/hint.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { daysText, passwordEndText } from '../../output/password-end.js';

export interface EndLimits {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds that tokens must still be valid; undefined: only passwords are looked at, which need two weeks. */
  readonly minLife: number | undefined;
}

/** What ends too soon, one error for each; empty when nothing does. */
export function earlyEnds({ registry, ends }: RegistryEnds, { now, minLife }: EndLimits): readonly TsRegError[] {
  return ends.flatMap(({ what, expiresAt }) => {
    if (what === 'password') {
      if (expiresAt === undefined || expiresAt - now > Math.max(passwordWarning, minLife ?? 0)) return [];
      return [
        ending(
          registry,
          passwordEndText(expiresAt, now),
          hint`ts-reg registry update ${registry} --password-stdin --expires DATE`,
        ),
      ];
    }
    if (minLife === undefined || (expiresAt !== undefined && expiresAt - now >= minLife)) return [];
    const next =
      what === 'token'
        ? hint`ts-reg registry refresh --force ${registry}`
        : hint`ts-reg registry add ${registry} ACCESS_KEY_ID`;
    return [ending(registry, tokenText(expiresAt, now), next)];
  });
}

/** `valid 11h 3m`, or that nothing of it ends. */
export function lifeText({ ends }: RegistryEnds, now: number): string {
  const times = ends.flatMap(({ expiresAt }) => expiresAt ?? []);
  return times.length === 0 ? 'does not end' : `valid ${daysText(Math.min(...times) - now)}`;
}

function tokenText(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'no token is kept';
  const at = isoSeconds(expiresAt);
  return expiresAt <= now ? `its token ended at ${at}` : `its token ends in ${daysText(expiresAt - now)}, at ${at}`;
}

function ending(registry: string, reason: string, next: ReturnType<typeof hint>): TsRegError {
  return new TsRegError('refused', `${registry}: ${reason}`, { hint: next, reason, registry });
}
