/** The checklist of `doctor`: a mark and a line for each finding, the way out below it. */
import type { Output } from '../../output/output.js';
import { terminalSafe, wrapped } from '../../output/terminal-text.js';
import type { Finding } from './finding.js';

/**
 * Prints findings as text, or with `--json` as an array of {level, subject, message, fix}. On a terminal of `columns`
 * ticks and colours, wrapped between words; in a pipe and with NO_COLOR plain words, one line each.
 */
export function printFindings(output: Output, findings: readonly Finding[], columns?: number): void {
  if (output.json) {
    output.print(
      `${JSON.stringify(
        findings.map((finding) => ({ ...finding, fix: finding.fix ?? null })),
        undefined,
        4,
      )}\n`,
    );
    return;
  }
  const text = output.paint.level > 0 ? terminalText : plainText;
  for (const finding of findings) output.print(text(finding, output, columns ?? 80));
}

function plainText({ level, subject, message, fix }: Finding): string {
  const mark = { ok: 'ok     ', remark: 'note   ', problem: 'PROBLEM' }[level];
  const line = `${mark} ${terminalSafe(subject)}: ${terminalSafe(message)}\n`;
  return fix === undefined ? line : `${line}        fix: ${terminalSafe(fix)}\n`;
}

/** The way out is never broken by us: it is to be copied. */
function terminalText({ level, subject, message, fix }: Finding, { paint }: Output, columns: number): string {
  const mark = { ok: paint.green('✓'), remark: paint.magenta('!'), problem: paint.red('✗') }[level];
  const [first = '', ...rest] = wrapped(`${terminalSafe(subject)}: ${terminalSafe(message)}`, columns - 2);
  const colon = terminalSafe(subject).length;
  const head = first.length >= colon ? `${paint.bold(first.slice(0, colon))}${first.slice(colon)}` : paint.bold(first);
  const lines = [`${mark} ${head}`, ...rest.map((line) => `  ${line}`)];
  if (fix !== undefined) lines.push(`  fix: ${paint.bold(terminalSafe(fix))}`);
  return `${lines.join('\n')}\n`;
}
