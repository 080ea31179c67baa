/** Looks at the files of config.yaml's `outputs`: are they what a program that reads them now should find? */
import { statSync } from 'node:fs';
import { readConfigFile } from '../../../clients/docker-config-file.js';
import { TsRegError } from '../../../errors.js';
import type { OutputSetting } from '../../../outputs/output-setting.js';
import { expectedText, type OutputSource } from '../../../outputs/write-output.js';
import { hint } from '../../../system/hint.js';
import { type Finding, fine, problem, remark } from './findings.js';

/** Changes nothing; asks neither AWS nor a registry. */
export async function checkOutputs(
  settings: readonly OutputSetting[],
  source: OutputSource,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const setting of settings) findings.push(...(await checkOutput(setting, source)));
  return findings;
}

async function checkOutput(setting: OutputSetting, source: OutputSource): Promise<readonly Finding[]> {
  const { file } = setting;
  try {
    const before = await readConfigFile(file);
    const { text, problems } = await expectedText(setting, source, before);
    const found = [
      ...problems.map(({ message, hint: next }) => problem('outputs', `${file}: ${message}`, next)),
      ...modeFindings(file),
    ];
    if (text === undefined && problems.length === 0)
      return [...found, problem('outputs', `${file}: no stored registry matches`, hint`ts-reg registry list`)];
    if (before === '')
      return [...found, problem('outputs', `${file} does not exist yet`, hint`ts-reg registry refresh`)];
    if (text !== undefined && text !== before)
      return [...found, problem('outputs', `${file} is not up to date`, hint`ts-reg registry refresh`)];
    return found.length === 0 ? [fine('outputs', `${file} is up to date`)] : found;
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    // The same error is that of configurations of docker, whose hints name docker's variables.
    const next = error.kind === 'io' ? hint`ls -l ${file}` : error.hint;
    return [problem('outputs', error.message, next)];
  }
}

/** A group may be meant to read it; everybody is not. */
function modeFindings(file: string): readonly Finding[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || process.platform === 'win32') return [];
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  if ((stats.mode & 0o006) !== 0)
    return [problem('outputs', `${file} is accessible to every user (mode ${mode})`, hint`chmod o-rw ${file}`)];
  if ((stats.mode & 0o060) === 0) return [];
  return [remark('outputs', `${file} is accessible to its group (mode ${mode})`, hint`chmod g-rw ${file}`)];
}
