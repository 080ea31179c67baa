/** What `doctor` says about one thing that it looked at, and how it is printed. */
import type { Hint } from '../../../errors.js';
import type { Output } from '../../output/output.js';
import { terminalSafe, wrapped } from '../../output/terminal-text.js';

export interface Finding {
  /** `problem` makes doctor end with 1; a `remark` is good to know and no fault. */
  readonly level: 'ok' | 'remark' | 'problem';
  /** What was checked: `store`, `docker`, a registry. */
  readonly subject: string;
  readonly message: string;
  /** A command or line that fixes it. */
  readonly fix: Hint | undefined;
}

/** A finding without a fault. */
export function fine(subject: string, message: string): Finding {
  return { level: 'ok', subject, message, fix: undefined };
}

/** Something to know, perhaps with something to do. */
export function remark(subject: string, message: string, fix?: Hint): Finding {
  return { level: 'remark', subject, message, fix };
}

/** A problem and its fix. */
export function problem(subject: string, message: string, fix: Hint | undefined): Finding {
  return { level: 'problem', subject, message, fix };
}

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

/** The fix is never wrapped, so that it can be copied. */
function terminalText({ level, subject, message, fix }: Finding, { paint }: Output, columns: number): string {
  const mark = { ok: paint.green('✓'), remark: paint.magenta('!'), problem: paint.red('✗') }[level];
  const [first = '', ...rest] = wrapped(`${terminalSafe(subject)}: ${terminalSafe(message)}`, columns - 2);
  const colon = terminalSafe(subject).length;
  const head = first.length >= colon ? `${paint.bold(first.slice(0, colon))}${first.slice(colon)}` : paint.bold(first);
  const lines = [`${mark} ${head}`, ...rest.map((line) => `  ${line}`)];
  if (fix !== undefined) lines.push(`  fix: ${paint.bold(terminalSafe(fix))}`);
  return `${lines.join('\n')}\n`;
}
