/** The systemd unit that keeps tokens fresh (systemd.service(5), systemd.exec(5), quoting of systemd.syntax(7)). */
import { TsRegError } from '../../../errors.js';
import { hint } from '../../../system/hint.js';

export interface ServiceUnit {
  /** Program and arguments; absolute. */
  readonly command: readonly string[];
  /** What the service needs to know of this shell; never a secret. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  /** A service of the machine; false: of one user. */
  readonly isSystem: boolean;
}

export const unitName = 'ts-reg-refresh.service';
/** The first line tells our unit from somebody else's of the same name. */
const mark = '# Written by ts-reg install-service, which replaces it; --remove deletes it.';

/** Works without rights and name spaces of its own, so a user's manager can do it too. */
const hardening = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
  'RestrictRealtime=yes',
  'SystemCallArchitectures=native',
  'UMask=0077',
];
/** The store may be anywhere in a home, so homes stay writable. */
const systemHardening = [
  'PrivateTmp=yes',
  'ProtectSystem=full',
  'ProtectControlGroups=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'RestrictSUIDSGID=yes',
];

/** @throws {TsRegError} `usage` for a path or value with a control character, which a unit cannot hold. */
export function unitText({ command, environment, isSystem }: ServiceUnit): string {
  return `${mark}
[Unit]
Description=Keep container-registry tokens fresh
Documentation=man:ts-reg(1)
${isSystem ? 'Wants=network-online.target\nAfter=network-online.target\n' : ''}
[Service]
Type=exec
ExecStart=${command.map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
${environment.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}\n`).join('')}Restart=on-failure
RestartSec=30s
${[...hardening, ...(isSystem ? systemHardening : [])].join('\n')}

[Install]
WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}
`;
}

/** Whether `install-service` wrote this text. */
export function isOurUnit(text: string): boolean {
  return text.split('\n', 1)[0] === mark;
}

/** One word of a unit: `%` begins a specifier, and the rest is C-style inside double quotes. */
function quoted(word: string): string {
  // eslint-disable-next-line no-control-regex -- systemd ends a value at a line break and warns about the others.
  if (/[\0-\x1f\x7f]/.test(word))
    throw new TsRegError('usage', `a unit of systemd cannot hold ${JSON.stringify(word)}`, {
      hint: hint`use paths without control characters, then: ts-reg install-service --print`,
    });
  const text = word.replaceAll('%', '%%');
  return /^[\w/.:=,@+%-]+$/.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
