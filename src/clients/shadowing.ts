/** What docker and podman use before they ask a credential helper, and so instead of ts-reg. */
import { isAbsolute, join } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { dockerConfigPath, podmanAuthPath, readConfigFile } from './docker-config-file.js';
import { credentialHelpersIn, helperKeys } from './docker-cred-helpers.js';
import { importedName } from './imported-name.js';
import { loginsIn } from './docker-logins.js';

export interface Shadow {
  /** What comes first, and for whom. */
  readonly message: string;
  readonly fix: Hint;
}

interface Home {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/**
 * What comes before ts-reg for these hosts: the variable DOCKER_AUTH_CONFIG, and logins in clear text in the files that
 * podman reads first (containers-auth.json(5)) or that docker keeps beside the helper.
 */
export async function shadowsOf(home: Home, hosts: readonly string[]): Promise<readonly Shadow[]> {
  const { environment } = home;
  const shadows: Shadow[] = [];
  if (environment['DOCKER_AUTH_CONFIG'])
    shadows.push({
      message:
        'DOCKER_AUTH_CONFIG is set: docker after 28.2.2 uses it instead of config.json and its credential helpers',
      fix: hint`unset DOCKER_AUTH_CONFIG`,
    });
  if (environment['DOCKER_CONFIG'] && !environment['REGISTRY_AUTH_FILE'] && (await isUsedByPodman(home, hosts)))
    shadows.push({
      message: `DOCKER_CONFIG is set: podman then ignores ${podmanAuthPath(environment, home.homeFolder)}`,
      fix: hint`export REGISTRY_AUTH_FILE=${podmanAuthPath(environment, home.homeFolder)}`,
    });
  for (const { path, isPodman } of filesOf(home)) {
    const found = (await loginHosts(path)).filter((host) => hosts.includes(host));
    if (found.length === 0) continue;
    const first = found[0] ?? '';
    shadows.push({
      message: `${path} holds a login for ${found.join(', ')}, which ${isPodman ? 'podman uses before it asks ts-reg' : 'tools without credential helpers use'}`,
      fix: isPodman
        ? hint`podman logout --authfile ${path} ${first}`
        : hint`ts-reg registry import ${path}, then remove its entry of auths`,
    });
  }
  return shadows;
}

/** docker's own file shadows nothing while a helper is named for the host, but keeps the password in clear text. */
function filesOf({ environment, homeFolder }: Home): readonly { readonly path: string; readonly isPodman: boolean }[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  const session =
    runtime && isAbsolute(runtime) && !environment['REGISTRY_AUTH_FILE']
      ? [{ path: join(runtime, 'containers', 'auth.json'), isPodman: true }]
      : [];
  try {
    return [...session, { path: dockerConfigPath(environment, homeFolder), isPodman: false }];
  } catch (error) {
    if (error instanceof TsRegError) return session;
    throw error;
  }
}

/** The hosts with a password in the file; none for a file that cannot be read. */
async function loginHosts(path: string): Promise<readonly string[]> {
  try {
    const { logins } = loginsIn(await readConfigFile(path), path);
    return [...new Set(logins.map(({ address }) => hostOf(address)))];
  } catch (error) {
    if (error instanceof TsRegError) return [];
    throw error;
  }
}

function hostOf(address: string): string {
  try {
    return importedName(address).split('/', 1).join('');
  } catch (error) {
    if (error instanceof TsRegError) return '';
    throw error;
  }
}

async function isUsedByPodman({ environment, homeFolder }: Home, hosts: readonly string[]): Promise<boolean> {
  try {
    const path = podmanAuthPath(environment, homeFolder);
    const helpers = credentialHelpersIn(await readConfigFile(path), path);
    return hosts.some((host) => helperKeys(host).some((key) => helpers.get(key) === 'ts-reg'));
  } catch (error) {
    if (error instanceof TsRegError) return false;
    throw error;
  }
}
