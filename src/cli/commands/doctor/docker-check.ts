/** Looks at docker's configuration: does it ask ts-reg, and will it find the helper? */
import { dockerConfigPath, readConfigFile } from '../../../clients/docker-config-file.js';
import { credentialHelpersIn, helperKeys } from '../../../clients/docker-cred-helpers.js';
import { narrowRecordDoubt } from '../../../clients/narrow-record.js';
import { shadowsOf } from '../../../clients/shadowing.js';
import { TsRegError } from '../../../errors.js';
import type { RegistryRecord } from '../../../registry/record.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import type { World } from '../../process/world.js';
import { isHelperOnPath } from '../configure-docker.js';
import { type Finding, fine, problem, remark } from './findings.js';

/**
 * Findings about docker for the stored registries; that docker is not set up at all is a remark: podman or CI may be
 * what is used.
 */
export async function checkDocker(records: readonly RegistryRecord[], world: World): Promise<readonly Finding[]> {
  const hosts = [...new Set(records.map(({ registry }) => parseRegistryName(registry).authority))];
  const shadows = (await shadowsOf(world, hosts)).map(({ message, fix }) => remark('docker', message, fix));
  if (records.length === 0) return shadows;
  try {
    const path = dockerConfigPath(world.environment, world.homeFolder);
    return [...judge(path, await readConfigFile(path), { records, world }), ...shadows];
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return [problem('docker', error.message, error.hint), ...shadows];
  }
}

function judge(
  path: string,
  text: string,
  { records, world }: { readonly records: readonly RegistryRecord[]; readonly world: World },
): readonly Finding[] {
  const helpers = credentialHelpersIn(text, path);
  const forAll = /"credsStore"\s*:\s*"ts-reg"/.test(text);
  if (!forAll && ![...helpers.values()].includes('ts-reg'))
    return [remark('docker', `${path} does not use ts-reg for any registry`, hint`ts-reg configure-docker --all`)];
  const narrow = records.flatMap(({ registry }) => narrowRecordDoubt(parseRegistryName(registry)) ?? []);
  const hosts = [...new Set(records.map(({ registry }) => parseRegistryName(registry).authority))];
  // An entry of credHelpers wins over credsStore (docker/cli, config/configfile).
  const asked = (key: string): boolean => (helpers.get(key) ?? (forAll ? 'ts-reg' : '')) === 'ts-reg';
  const missing = hosts.filter((host) => !helperKeys(host).some(asked));
  return [
    missing.length === 0
      ? fine('docker', `${path} uses ts-reg for every stored registry`)
      : missingFinding(path, missing),
    helperFinding(world),
    ...narrow.map((doubt) => remark('docker', doubt)),
  ];
}

function missingFinding(path: string, missing: readonly string[]): Finding {
  return problem(
    'docker',
    `${path} does not use ts-reg for ${missing.join(', ')}`,
    hint`ts-reg configure-docker ${missing}`,
  );
}

function helperFinding(world: World): Finding {
  if (isHelperOnPath(world)) return fine('docker', 'docker-credential-ts-reg is on the PATH');
  return problem(
    'docker',
    'docker-credential-ts-reg is not on the PATH, so docker does not find it',
    hint`ts-reg install-helper`,
  );
}
