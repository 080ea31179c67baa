/** The checklist of `doctor`: a mark and a line for each finding, the way out below it. */
import type { Output } from '../output/output.js';
import { terminalSafe } from '../output/terminal-text.js';
import type { Finding } from './finding.js';

/** Prints findings as text, or with `--json` as an array of {level, subject, message, fix}. */
export function printFindings(output: Output, findings: readonly Finding[]): void {
  if (output.json) {
    output.print(`${JSON.stringify(findings.map((finding) => ({ ...finding, fix: finding.fix ?? null })), undefined, 4)}\n`);
    return;
  }
  for (const finding of findings) output.print(findingText(output, finding));
}

function findingText({ paint }: Output, { level, subject, message, fix }: Finding): string {
  const mark = { ok: paint.green('ok     '), remark: paint.yellow('note   '), problem: paint.red('PROBLEM') }[level];
  const line = `${mark} ${paint.bold(terminalSafe(subject))}: ${terminalSafe(message)}\n`;
  return fix === undefined ? line : `${line}        fix: ${terminalSafe(fix)}\n`;
}
