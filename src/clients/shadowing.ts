/** What docker and podman use before they ask a credential helper, and so instead of ts-reg. */
import { type Hint, TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { dockerConfigPath, podmanAuthPath, readConfigFile } from './docker-config-file.js';
import { type CredentialHelpers, credentialHelpersIn, helperKeys } from './docker-cred-helpers.js';
import { loginsIn } from './docker-logins.js';
import { importedName } from './imported-name.js';
import { podmanFilesRead, type PodmanHome, podmanSessionPath } from './podman-auth-files.js';
import { asksTsRegFirst } from './registries-conf.js';

export interface Shadow {
  /** What comes first, and for whom. */
  readonly message: string;
  readonly fix: Hint;
}

const ourHelper = 'ts-reg';

/**
 * What comes before ts-reg for these hosts: the variable DOCKER_AUTH_CONFIG, and logins and helpers in the files that
 * podman reads before the one that names ts-reg (containers-auth.json(5)). And passwords in clear text that docker or
 * podman left beside the helper.
 */
export async function shadowsOf(home: PodmanHome, hosts: readonly string[]): Promise<readonly Shadow[]> {
  const variable: Shadow = {
    message: 'DOCKER_AUTH_CONFIG is set: docker after 28.2.2 uses it instead of config.json and its credential helpers',
    fix: hint`unset DOCKER_AUTH_CONFIG`,
  };
  return [
    ...(home.environment['DOCKER_AUTH_CONFIG'] ? [variable] : []),
    ...(await shadowsForPodman(home, hosts)),
    ...(await leftByDocker(home, hosts)),
  ];
}

/** Each file that answers for a host before the one that names ts-reg; the file of the session in any case. */
async function shadowsForPodman(home: PodmanHome, hosts: readonly string[]): Promise<readonly Shadow[]> {
  if (asksTsRegFirst(home.environment, home.homeFolder)) return [];
  const files = await Promise.all((paths(() => podmanFilesRead(home)) ?? []).map(contentOf));
  const session = podmanSessionPath(home);
  return files.flatMap((file, index) => {
    const later = files.slice(index + 1);
    const found = hosts.filter(
      (host) => !isOurs(file, host) && (file.path === session || later.some((other) => isOurs(other, host))),
    );
    return [...shadowingLogins(file, found), ...shadowingHelpers(file, found)];
  });
}

interface Content {
  readonly path: string;
  readonly helpers: CredentialHelpers;
  /** Address as the file has it, and its host. */
  readonly logins: readonly { readonly address: string; readonly host: string }[];
}

function isOurs({ helpers }: Content, host: string): boolean {
  return helperKeys(host).some((key) => helpers.get(key) === ourHelper);
}

function shadowingLogins({ path, logins }: Content, hosts: readonly string[]): readonly Shadow[] {
  const found = logins.filter(({ host }) => hosts.includes(host));
  if (found.length === 0) return [];
  const names = [...new Set(found.map(({ host }) => host))];
  const addresses = found.map(({ address, host }) => (address.includes('://') ? host : address));
  return [
    {
      message: `${path} holds a login for ${names.join(', ')}, which podman uses before it asks ts-reg`,
      fix: hint`podman logout --authfile ${path} ${addresses[0] ?? ''}`,
    },
  ];
}

function shadowingHelpers({ path, helpers }: Content, hosts: readonly string[]): readonly Shadow[] {
  return hosts.flatMap((host) => {
    const helper = helperKeys(host).flatMap((key) => helpers.get(key) || [])[0];
    if (helper === undefined) return [];
    return [
      {
        message: `${path} names docker-credential-${helper} for ${host}, which podman asks instead of ts-reg`,
        fix: hint`ts-reg configure-docker --podman ${host}`,
      },
    ];
  });
}

/** These shadow nothing while a helper is named for the host, but keep the password in clear text. */
async function leftByDocker(home: PodmanHome, hosts: readonly string[]): Promise<readonly Shadow[]> {
  const { environment, homeFolder } = home;
  const [dockers, session] = [paths(() => [dockerConfigPath(environment, homeFolder)]), podmanSessionPath(home)];
  const lasting = paths(() => [podmanAuthPath(environment, homeFolder)]);
  const podmans = await Promise.all([...(session === undefined ? [] : [session]), ...(lasting ?? [])].map(contentOf));
  const files = [
    ...(await Promise.all((dockers ?? []).map(contentOf))).map((file) => ({ file, among: hosts })),
    ...podmans.map((file) => ({ file, among: hosts.filter((host) => isOurs(file, host)) })),
  ];
  return files.flatMap(({ file: { path, logins }, among }) => {
    const found = [...new Set(logins.map(({ host }) => host))].filter((host) => among.includes(host));
    if (found.length === 0) return [];
    return [
      {
        message: `${path} holds a login for ${found.join(', ')}, which tools without credential helpers use`,
        fix: hint`ts-reg registry import ${path}, then remove its entry of auths`,
      },
    ];
  });
}

/** Nothing for a file that cannot be read. */
async function contentOf(path: string): Promise<Content> {
  try {
    const text = await readConfigFile(path);
    const logins = loginsIn(text, path).logins.map(({ address }) => ({ address, host: hostOf(address) }));
    return { path, logins, helpers: credentialHelpersIn(text, path) };
  } catch (error) {
    if (error instanceof TsRegError) return { path, logins: [], helpers: new Map() };
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

function paths(find: () => readonly string[]): readonly string[] | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}
