/** Brings the file of one output up to date with what is kept now; sends no request. */
import { realpathSync } from 'node:fs';
import { changeConfigFile } from '../clients/docker-config-file.js';
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { lookAt } from '../system/repair-hints.js';
import { removeLeftovers } from '../system/user-file.js';
import { foreignMember, updatedDockerConfig } from './docker-config.js';
import { outputFormats } from './formats.js';
import { authKeys, earliestEnd, type OutputCredential } from './output-credential.js';
import type { OutputSetting } from './output-setting.js';
import { isPattern, matchesAny } from './registry-pattern.js';

/** Where credentials come from; no method sends a request to AWS or a registry. */
export interface OutputSource {
  /** All that have a user. */
  registries(): Promise<readonly string[]>;
  /** Undefined without such a record; its `credential` is undefined while it has no valid token. */
  kept(registry: string): Promise<KeptOutput | undefined>;
  /** What changed since, deleted ones too: a merged file loses the entries of those that are stored no more. */
  readonly changed?: ReadonlySet<string>;
}

interface KeptOutput {
  readonly registry: string;
  readonly credential: Omit<OutputCredential, 'registry'> | undefined;
}

export interface OutputOutcome {
  readonly file: string;
  /** False: it was up to date, or could not be written. */
  readonly isWritten: boolean;
  /** Of its first credential that ends; milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** Why the file, or a part of it, is not as it should be. Empty: all is well. */
  readonly problems: readonly TsRegError[];
}

/** A process that renews another token at the same time is noticed; who then writes last is right. */
const mostAttempts = 5;

/** Never throws {TsRegError}: what went wrong is in the outcome, and the file is then as it was or whole. */
export async function writeOutput(setting: OutputSetting, source: OutputSource): Promise<OutputOutcome> {
  const { file } = setting;
  let isWritten = false;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const gathered = await gather(setting, source);
      const { credentials, problems } = gathered;
      if (credentials.length === 0)
        return { file, isWritten, expiresAt: undefined, problems: [nothing(setting, problems)] };
      const isChanged = await changeConfigFile(file, (before) => textOf(setting, gathered, before));
      isWritten ||= isChanged;
      // Beside the file that a link leads to, where it was written.
      if (isChanged) removeLeftovers(realpathSync(file));
      if (!isChanged || attempt === mostAttempts)
        return { file, isWritten, expiresAt: earliestEnd(credentials), problems };
    }
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    return { file, isWritten, expiresAt: undefined, problems: [atFile(file, error)] };
  }
}

/** The whole text that the file should have, and what is missing from it. Throws {TsRegError}. */
export async function expectedText(
  setting: OutputSetting,
  source: OutputSource,
  before: string,
): Promise<{ readonly text: string | undefined; readonly problems: readonly TsRegError[] }> {
  const gathered = await gather(setting, source);
  const { credentials, problems } = gathered;
  return { text: credentials.length === 0 ? undefined : textOf(setting, gathered, before), problems };
}

interface Gathered {
  readonly credentials: readonly OutputCredential[];
  readonly problems: readonly TsRegError[];
  /** Registries of this output that give no credential: their entries in a merged file are dead. */
  readonly without: readonly string[];
}

async function gather({ registries: patterns }: OutputSetting, source: OutputSource): Promise<Gathered> {
  const names = patterns.filter((pattern) => !isPattern(pattern));
  const stored = patterns.some(isPattern) ? await source.registries() : [];
  const found = new Map<string, OutputCredential>();
  const problems: TsRegError[] = [];
  const wanted = [...new Set([...names, ...stored.filter((registry) => matchesAny(patterns, registry))])];
  const gone = [...(source.changed ?? [])].filter((name) => !wanted.includes(name) && matchesAny(patterns, name));
  const without = [...gone];
  for (const name of wanted) {
    try {
      const kept = await source.kept(name);
      if (kept?.credential) found.set(kept.registry, credentialOf(kept.registry, kept.credential));
      // One that was deleted since the list was read is none.
      else if (kept !== undefined) problems.push(withoutToken(kept.registry));
      else if (names.includes(name)) problems.push(unknown(name));
      if (kept?.credential === undefined) without.push(name);
    } catch (error) {
      if (!(error instanceof TsRegError)) throw error;
      problems.push(error);
    }
  }
  const credentials = [...found.values()].sort((a, b) => (a.registry < b.registry ? -1 : 1));
  return { credentials, problems, without };
}

function credentialOf(
  registry: string,
  { username, password, expiresAt }: Omit<OutputCredential, 'registry'>,
): OutputCredential {
  return { registry, username, password, expiresAt };
}

function textOf(setting: OutputSetting, { credentials, without }: Gathered, before: string): string {
  const { format, file, isMerge } = setting;
  if (format !== 'docker-config') return outputFormats[format].text(credentials, setting);
  if (isMerge) {
    const dead = new Set(without.flatMap((registry) => authKeys(registry)));
    return updatedDockerConfig(before, file, { credentials, isOurs: (key) => dead.has(key) });
  }
  const foreign = foreignMember(before);
  if (foreign !== undefined)
    throw new TsRegError('refused', `${file} has other settings of docker, which would be lost`, {
      hint: hint`write merge: true into this entry of outputs`,
    });
  return outputFormats[format].text(credentials, setting);
}

function withoutToken(registry: string): TsRegError {
  return new TsRegError('refused', `${registry} has no valid token`, {
    hint: hint`ts-reg registry refresh ${registry}`,
    registry,
  });
}

function unknown(registry: string): TsRegError {
  return new TsRegError('not-found', `${registry} is not stored`, { hint: hint`ts-reg registry add ${registry} USER` });
}

function nothing({ file, registries }: OutputSetting, problems: readonly TsRegError[]): TsRegError {
  const [first] = problems;
  const why = first === undefined ? `no stored registry matches ${registries.join(', ')}` : first.message;
  return new TsRegError('refused', `${file} was not changed: ${why}`, {
    hint: first?.hint ?? hint`ts-reg registry list`,
  });
}

/** For a file that cannot be read or written: the hint is about this file, and no configuration of docker's. */
function atFile(file: string, error: TsRegError): TsRegError {
  if (error.kind !== 'io' || !/ cannot be (?:read|written)/.test(error.message)) return error;
  return new TsRegError(error.kind, error.message, { hint: lookAt(file) });
}
