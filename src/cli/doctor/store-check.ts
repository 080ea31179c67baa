/** Looks at config.yaml, the store, its key and the modes of its files. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StorePaths } from '../../config/paths.js';
import { TsRegError } from '../../errors.js';
import type { RecordStore } from '../../registry/record-store.js';
import type { Finding } from './finding.js';
import { fine, problem } from './finding.js';

const folders = ['records', 'tokens', 'locks'];

/** Files and folders that others can look into; with `fix` they are closed, which is all that is changed. */
export function checkModes(paths: StorePaths, fix: boolean): readonly Finding[] {
  const findings: Finding[] = [];
  for (const path of privatePaths(paths)) {
    const mode = modeOf(path);
    if (mode === undefined || (mode & 0o077) === 0) continue;
    const wanted = lstatSync(path).isDirectory() ? 0o700 : 0o600;
    const command = `chmod ${wanted.toString(8)} '${path}'`;
    if (fix) {
      chmodSync(path, wanted);
      findings.push(fine('store', `closed to others: ${path}`));
    } else {
      findings.push(problem('store', `others can look into ${path} (mode ${mode.toString(8).padStart(4, '0')})`, `${command}, or: ts-reg doctor --fix`));
    }
  }
  return findings;
}

/** Opens every record: a damaged one, a wrong or missing key, a newer version each is a finding of its own. */
export async function checkRecordFiles(records: RecordStore): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    const list = await records.list();
    findings.push(...list.damaged.map(({ place, reason }) => problem('store', `${place}: ${reason}`, 'restore this file from a backup, or remove it and add the registry again')));
    for (const { registry } of list.records) {
      const fault = await openingFault(records, registry);
      // A missing key is the same fault for every record.
      if (fault && !findings.some(({ message }) => message === fault.message)) findings.push(problem('store', fault.message, fault.hint));
    }
    if (findings.length === 0) findings.push(fine('store', `${list.records.length} records, all of them open with the key`));
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    findings.push(problem('store', error.message, error.hint));
  }
  return findings;
}

async function openingFault(records: RecordStore, registry: string): Promise<TsRegError | undefined> {
  try {
    await records.find(registry);
    return undefined;
  } catch (error) {
    if (error instanceof TsRegError) return error;
    throw error;
  }
}

function privatePaths({ keyFile, tokenKeyFile, dataFolder }: StorePaths): readonly string[] {
  const inside = folders.flatMap((name) => {
    const folder = join(dataFolder, name);
    return modeOf(folder) === undefined ? [] : [folder, ...entriesOf(folder)];
  });
  return [keyFile, tokenKeyFile, join(dataFolder, 'meta.json'), ...inside];
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Permission bits; undefined when there is nothing, or a link, which the store refuses by itself. */
function modeOf(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined || stats.isSymbolicLink() ? undefined : stats.mode & 0o777;
}
