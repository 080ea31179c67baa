/** Changes the files in which docker and podman use ts-reg, and says what changed in them. */
import { dirname, join } from 'node:path';
import type { HelperChange, HelperOutcome } from '../../clients/configure-helpers.js';
import { resolvePaths } from '../../config/paths.js';
import { TsRegError } from '../../errors.js';
import { printResult } from '../output/result.js';
import type { Factory } from '../process/factory.js';
import type { World } from '../process/world.js';

export interface HelperFile {
  readonly path: string;
  readonly client: 'docker' | 'podman';
}

/**
 * docker's file, or with `podman` those that podman, skopeo and buildah read; to remove, without `podman`, all of them.
 * @throws {TsRegError} `usage` where no place is known for the first of them.
 */
export async function helperFiles(
  world: World,
  { podman = false, remove = false }: { readonly podman?: boolean | undefined; readonly remove?: boolean | undefined },
): Promise<readonly HelperFile[]> {
  const { dockerConfigPath } = await import('../../clients/docker-config-file.js');
  const { podmanFilesToConfigure } = await import('../../clients/podman-auth-files.js');
  const podmans = (): readonly HelperFile[] =>
    podmanFilesToConfigure(world).map((path) => ({ path, client: 'podman' as const }));
  if (podman) return podmans();
  const dockers: HelperFile = { path: dockerConfigPath(world.environment, world.homeFolder), client: 'docker' };
  if (!remove) return [dockers];
  return [dockers, ...(orNothing(podmans) ?? []).filter(({ path }) => path !== dockers.path)];
}

/**
 * Makes the same change in all the files. A fault of the first one ends it; one of another is reported, and costs no
 * other.
 * @throws {TsRegError} `io`, naming the first file, which is then as it was.
 */
export async function changeHelperFiles(
  { output, world }: Factory,
  files: readonly HelperFile[],
  change: Omit<HelperChange, 'restore'>,
): Promise<void> {
  const said = new Set<string>();
  const say = (line: string, tell: 'note' | 'warn' = 'note'): void => {
    if (!said.has(line) && !(output.json && tell === 'note')) output[tell](line);
    said.add(line);
  };
  const results: object[] = [];
  for (const [index, { path, client }] of files.entries()) {
    try {
      const outcome = await changeOne(world, path, change);
      const restored = new Set(outcome.restored.map(({ key }) => key));
      for (const { key, helper } of outcome.replaced)
        say(`${key}: now uses ts-reg instead of docker-credential-${helper}`, 'warn');
      for (const key of outcome.added) say(`${key}: ${client} now uses ts-reg`);
      for (const key of outcome.removed) if (!restored.has(key)) say(`${key}: ${client} no longer uses ts-reg`);
      for (const { key, helper } of outcome.restored) say(`${key}: ${client} uses docker-credential-${helper} again`);
      if (outcome.written) say(`wrote ${path}`);
      else if (index === 0) say(`${path} is already up to date`);
      const { written, added, removed } = outcome;
      results.push({ path, client, written, added, removed });
      if (outcome.lapse !== undefined) output.warn(outcome.lapse);
    } catch (error) {
      if (index === 0 || !(error instanceof TsRegError)) throw error;
      output.report(error);
    }
  }
  printResult(output, results, []);
}

/** One file; `lapse`: why it will not be remembered which helpers ts-reg took the place of. */
async function changeOne(
  world: World,
  path: string,
  change: Omit<HelperChange, 'restore'>,
): Promise<HelperOutcome & { readonly lapse: string | undefined }> {
  const { configureHelpers } = await import('../../clients/configure-helpers.js');
  const { displacedIn, rememberDisplaced } = await import('../../clients/displaced-helpers.js');
  const memory = memoryFile(world);
  const restore =
    orNothing(() => (memory === undefined ? undefined : displacedIn(memory, path))) ?? new Map<string, string>();
  const outcome = await configureHelpers(path, { ...change, restore });
  const next = new Map(restore);
  for (const key of outcome.removed) next.delete(key);
  for (const { key, helper } of outcome.replaced) next.set(key, helper);
  const isSame = next.size === restore.size && [...next].every(([key, helper]) => restore.get(key) === helper);
  try {
    if (memory !== undefined && !isSame) rememberDisplaced(memory, path, next);
    return { ...outcome, lapse: undefined };
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return { ...outcome, lapse: `configure-docker --remove will not restore the other helper: ${error.message}` };
  }
}

function memoryFile({ environment, platform, homeFolder }: World): string | undefined {
  const paths = orNothing(() => resolvePaths(environment, platform, homeFolder));
  return paths && join(dirname(paths.configFile), 'displaced-helpers.json');
}

function orNothing<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}
