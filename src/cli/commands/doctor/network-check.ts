/** Says which proxy and certificate authorities are in effect, and whether this machine's clock is right. */
import type { Settings } from '../../../config/settings.js';
import { TsRegError } from '../../../errors.js';
import { readCertificateAuthorities } from '../../../http/certificate-authorities.js';
import type { Environment } from '../../../system/environment.js';
import { hint } from '../../../system/hint.js';
import { terminalSafe } from '../../output/terminal-text.js';
import { type Finding, fine, problem, remark } from './findings.js';

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy'];

/** The proxy variables, without what stands before the last @ of a URL: passwords are not always percent-encoded. */
export function checkProxy(environment: Environment): readonly Finding[] {
  const set = proxyVariables.filter((name) => environment[name]);
  if (set.length === 0) return [fine('network', 'no proxy is set')];
  const shown = set.map(
    (name) => `${name}=${terminalSafe((environment[name] ?? '').replace(/^(\w+:\/\/)?.*@/s, '$1…@'))}`,
  );
  return [remark('network', `AWS and registries are reached through ${shown.join(' ')}`)];
}

export interface FoundAuthorities {
  readonly findings: readonly Finding[];
  /** PEM texts; undefined when a file cannot be used, so that TLS cannot be verified correctly. */
  readonly certificateAuthorities: readonly string[] | undefined;
}

/** Reads every file of certificate authorities that a setting names. */
export async function checkAuthorities(
  { caFile }: Pick<Settings, 'caFile'>,
  environment: Environment,
): Promise<FoundAuthorities> {
  try {
    const found = await readCertificateAuthorities({
      caFile,
      environment,
      variables: ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'],
    });
    const findings =
      found.length === 0
        ? []
        : [
            fine(
              'network',
              `${found.length === 1 ? '1 certificate authority' : `${found.length} certificate authorities`} ` +
                `besides the built-in ones`,
            ),
          ];
    return { findings, certificateAuthorities: found };
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return { findings: [problem('network', error.message, error.hint)], certificateAuthorities: undefined };
  }
}

/** AWS refuses signatures that are five minutes off (SigV4); the SDK corrects that, other programs may not. */
const tolerance = 300_000;

/** Compares the clock with the Date header (RFC 9110 §6.6.1) of an answer; both in milliseconds since the epoch. */
export function checkClock(dateHeader: string | undefined, now: number): readonly Finding[] {
  const theirs = Date.parse(dateHeader ?? '');
  if (Number.isNaN(theirs)) return [];
  const offset = now - theirs;
  if (Math.abs(offset) < tolerance) return [fine('clock', 'agrees with the network')];
  const words = `${Math.round(Math.abs(offset) / 60_000)} minutes ${offset > 0 ? 'ahead' : 'behind'}`;
  return [
    problem(
      'clock',
      `this machine's clock is ${words}: tokens look expired too early or too late`,
      hint`sudo timedatectl set-ntp true`,
    ),
  ];
}
