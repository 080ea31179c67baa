/** Checks the embedded store from its files to its registries; a problem skips only the checks that depend on it. */
import { createEmbeddedStore } from '../../../assembly/embedded-store.js';
import type { Settings } from '../../../config/settings.js';
import type { StorePaths } from '../../../registry/store-setting.js';
import { openFileStore } from '../../../storage/file-store.js';
import type { Factory } from '../../process/factory.js';
import { checkApis } from './api-check.js';
import { checkGate, checkRole, profilesOnRole, usesMachineRole } from './aws-check.js';
import { checkDocker } from './docker-check.js';
import { type Finding, remark } from './findings.js';
import { checkJobs } from './job-check.js';
import { checkLogins, checkPasswordEnds } from './login-check.js';
import { checkModes, type ModeOutcome } from './mode-check.js';
import { checkAuthorities, checkProxy } from './network-check.js';
import { checkPlaces } from './paths-check.js';
import { checkFinding, checkRegistries } from './registry-check.js';
import { listRecords, type ReadRecords, readRecords } from './store-check.js';
import { timeLimits } from '../../../system/time-limits.js';
import { traitsOf } from '../../../registry/registry-type.js';

export interface DoctorRequest {
  /** Normalised names; empty: all. */
  readonly registries: readonly string[];
  /** Close files that are open to others. */
  readonly fix: boolean;
}

/**
 * Everything, with settings that are sound. @throws {TsRegError} when the settings name a store that cannot be opened.
 */
export async function examine(
  factory: Factory,
  settings: Settings,
  { registries, fix }: DoctorRequest,
): Promise<readonly Finding[]> {
  const { world } = factory;
  const modes = modesOf(factory, settings.paths, fix);
  const records = await readRecords((await factory.storage()).records, { registries, loose: modes.loose });
  const [docker, network] = await Promise.all([
    checkDocker(records.listed, world),
    examineNetwork(factory, settings, records),
  ]);
  return [
    ...toldOnce(await checkPlaces(settings, world.environment), records.findings, modes.loose),
    ...modes.findings,
    ...records.findings,
    ...docker,
    ...(await examineOutputs(factory, settings)),
    ...checkProxy(world.environment),
    ...network,
  ];
}

/** What can be seen of a store whose settings cannot be read: its files at their usual places, and docker. */
export async function examineWithoutSettings(
  factory: Factory,
  paths: StorePaths,
  { fix }: DoctorRequest,
): Promise<readonly Finding[]> {
  const { world } = factory;
  const modes = modesOf(factory, paths, fix);
  const { records } = openFileStore({
    paths,
    key: { kind: 'file', path: paths.keyFile },
    warn: (line) => {
      factory.output.warn(line);
    },
  });
  const { findings, listed } = await listRecords(records, modes.loose);
  const docker = await checkDocker(listed, world);
  const left = remark('registries', 'not checked, like the key and AWS: fix the settings first');
  return [...modes.findings, ...findings, ...docker, ...checkProxy(world.environment), left];
}

function modesOf({ world }: Factory, paths: StorePaths, fix: boolean): ModeOutcome {
  return world.platform === 'win32' ? { findings: [], loose: [] } : checkModes(paths, { fix });
}

async function examineOutputs(factory: Factory, { outputs }: Settings): Promise<readonly Finding[]> {
  if (outputs === undefined) return [];
  const { checkOutputs } = await import('./output-check.js');
  const { outputSource } = await import('../../process/outputs.js');
  return checkOutputs(outputs.all, outputSource(await factory.store()));
}

/** AWS and the registries, side by side. */
async function examineNetwork(
  factory: Factory,
  settings: Settings,
  { listed, opened, empty }: ReadRecords,
): Promise<readonly Finding[]> {
  const { world, output } = factory;
  const { environment, clock } = world;
  const { findings, certificateAuthorities } = await checkAuthorities(settings, environment);
  const byProfile = await profilesOnRole(opened, environment);
  const gate = [...checkGate(listed, settings, byProfile), ...(await checkJobs(opened, environment, settings))];
  const open = new Map(opened.map((record) => [record.registry, record]));
  const ecr = listed.map((one) => open.get(one.registry) ?? one).filter(({ type }) => traitsOf(type).hasTokens);
  const askRole =
    empty ||
    settings.allowAmbientRole ||
    ecr.some((record) => usesMachineRole(record) || byProfile.has(record.registry));
  if (certificateAuthorities === undefined) {
    const left = remark('registries', 'not checked, like AWS: the certificate authorities cannot be read');
    return [
      ...findings,
      ...gate,
      ...(askRole ? await checkRole({ environment, records: [], outcomes: Promise.resolve([]) }, settings) : []),
      left,
    ];
  }
  const started = performance.now();
  const store = createEmbeddedStore(world, settings, {
    storage: await factory.storage(),
    // A registry that proves nothing is no finding.
    output: { warn: () => undefined, report: output.report.bind(output), debug: output.debug.bind(output) },
    timeLeft: () => timeLimits.doctorRegistries - (performance.now() - started),
  });
  const outcomes = checkRegistries(store, opened, {
    interrupted: world.interrupted,
    timeMs: timeLimits.doctorRegistries,
  });
  const [role, apis, tried] = await Promise.all([
    askRole ? checkRole({ environment, records: opened, outcomes }, settings) : [],
    checkApis(ecr, { settings, environment, certificateAuthorities, clock }),
    outcomes,
  ]);
  return [
    ...findings,
    ...gate,
    ...role,
    ...apis,
    ...unopened(listed, opened),
    ...tried.map(checkFinding),
    ...checkLogins(opened, clock()),
    ...checkPasswordEnds(listed, clock()),
  ];
}

/** A key that the store cannot do without is reported there, where the hint knows the store, or with its mode. */
function toldOnce(places: readonly Finding[], told: readonly Finding[], loose: readonly string[]): readonly Finding[] {
  const isTold = (message: string): boolean =>
    told.some((one) => one.level === 'problem' && one.message === message) ||
    loose.some((path) => message.includes(path));
  return places.filter(({ level, message }) => level !== 'problem' || !isTold(message));
}

/** Why a record does not open was said of the store. */
function unopened(listed: ReadRecords['listed'], opened: ReadRecords['opened']): readonly Finding[] {
  const openable = new Set(opened.map(({ registry }) => registry));
  const names = listed.map(({ registry }) => registry).filter((name) => !openable.has(name));
  return names.length === 0
    ? []
    : [remark('registries', `not checked, because their records cannot be opened: ${names.join(', ')}`)];
}
