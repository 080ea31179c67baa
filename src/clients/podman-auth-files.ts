/**
 * The files in which podman, skopeo and buildah look for credentials, in their order (containers-auth.json(5); measured
 * with podman 4.3.1, skopeo 1.9.3 and buildah 1.28). In one file credHelpers win over auths; between files the first
 * that has the registry wins.
 */
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../system/environment.js';
import { dockerConfigPath, podmanAuthPath } from './docker-config-file.js';

export interface PodmanHome {
  readonly environment: Environment;
  /** Empty when unknown. */
  readonly homeFolder: string;
  /** `process.platform`; default: linux. */
  readonly platform?: string | undefined;
  /** Default: the effective user. */
  readonly user?: number | undefined;
}

/**
 * Where `podman login` writes, and what is read first: gone after the session or a reboot. Undefined where
 * REGISTRY_AUTH_FILE takes its place, where the folder of XDG_RUNTIME_DIR is missing, and outside of Linux.
 */
export function podmanSessionPath({ environment, platform = 'linux', user }: PodmanHome): string | undefined {
  if (environment['REGISTRY_AUTH_FILE'] || platform !== 'linux') return undefined;
  const runtime = environment['XDG_RUNTIME_DIR'];
  if (runtime) return isAbsolute(runtime) && isFolder(runtime) ? join(runtime, 'containers', 'auth.json') : undefined;
  const owner = user ?? process.geteuid?.();
  return owner === undefined ? undefined : join('/run/containers', String(owner), 'auth.json');
}

/**
 * The files that have to name ts-reg so that podman, skopeo and buildah ask it, the lasting one first: that one, the
 * one of the session, and docker's where DOCKER_CONFIG makes podman prefer it.
 */
export function podmanFilesToConfigure(home: PodmanHome): readonly string[] {
  const { environment, homeFolder } = home;
  const lasting = podmanAuthPath(environment, homeFolder);
  const session = podmanSessionPath(home);
  const isOurs = session !== undefined && (environment['XDG_RUNTIME_DIR'] || ownsRunFolder(home, session));
  const dockers = prefersDockers(environment) ? [dockerConfigPath(environment, homeFolder)] : [];
  return [...new Set([lasting, ...(isOurs ? [session] : []), ...dockers])];
}

/** The files that podman reads, the first first. */
export function podmanFilesRead(home: PodmanHome): readonly string[] {
  const { environment, homeFolder } = home;
  const session = podmanSessionPath(home);
  return [
    ...new Set([
      ...(prefersDockers(environment) ? [dockerConfigPath(environment, homeFolder)] : []),
      ...(session === undefined ? [] : [session]),
      podmanAuthPath(environment, homeFolder),
      ...(environment['REGISTRY_AUTH_FILE'] ? [] : [dockerConfigPath(environment, homeFolder)]),
    ]),
  ];
}

/** podman and buildah then read the file in DOCKER_CONFIG before their own; skopeo 1.9.3 reads it last. */
function prefersDockers(environment: Environment): boolean {
  return Boolean(environment['DOCKER_CONFIG']) && !environment['REGISTRY_AUTH_FILE'];
}

/** Only root can make the folder below /run; where a user has one, somebody made it for him. */
function ownsRunFolder({ user }: PodmanHome, session: string): boolean {
  return (user ?? process.geteuid?.()) === 0 || isFolder(join(session, '..'));
}

/** False also where a folder above is closed to this user, as root's /run/containers is. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
