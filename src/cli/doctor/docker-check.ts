/** Looks at docker's configuration: does it ask ts-reg, and will it find the helper? */
import { TsRegError } from '../../errors.js';
import { dockerConfigPath, readConfigFile } from '../../docker/config-file.js';
import { credentialHelpersIn, helperKeys } from '../../docker/docker-config.js';
import type { RegistryRecord } from '../../registry/record.js';
import { parseRegistryName } from '../../registry/registry-name.js';
import { isHelperOnPath } from '../configure-docker.js';
import type { World } from '../world.js';
import type { Finding } from './finding.js';
import { fine, problem, remark } from './finding.js';

/** Findings about docker for the stored registries; that docker is not set up is a remark: podman or CI may be what is used. */
export async function checkDocker(records: readonly RegistryRecord[], world: World): Promise<readonly Finding[]> {
  if (records.length === 0) return [];
  try {
    const path = dockerConfigPath(world.environment, world.homeFolder);
    const text = await readConfigFile(path);
    const missing = missingHosts(records, text, path);
    if (missing.length === records.length && !text.includes('ts-reg')) {
      return [remark('docker', `${path} does not ask ts-reg for any registry`, 'ts-reg configure-docker --all')];
    }
    const asked = missing.length === 0 ? fine('docker', `${path} asks ts-reg for every stored registry`) : problem('docker', `${path} does not ask ts-reg for ${missing.join(', ')}`, `ts-reg configure-docker ${missing.join(' ')}`);
    return [asked, ...checkHelper(world)];
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return [problem('docker', error.message, error.hint)];
  }
}

function checkHelper(world: World): readonly Finding[] {
  if (isHelperOnPath(world)) return [fine('docker', 'docker-credential-ts-reg is on the PATH')];
  return [problem('docker', 'docker-credential-ts-reg is not on the PATH, so docker does not find it', 'npm install -g ts-reg, or: ts-reg install-helper')];
}

function missingHosts(records: readonly RegistryRecord[], text: string, path: string): readonly string[] {
  if (/"credsStore"\s*:\s*"ts-reg"/.test(text)) return [];
  const helpers = credentialHelpersIn(text, path);
  const hosts = new Set(records.map(({ registry }) => parseRegistryName(registry).authority));
  return [...hosts].filter((host) => !helperKeys(host).some((key) => helpers.get(key) === 'ts-reg'));
}
