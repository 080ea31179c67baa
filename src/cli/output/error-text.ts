/** How an error is shown: one line, then a hint that can be typed; with `--json` one object. */
import type { ChalkInstance } from 'chalk';
import type { TsRegError } from '../../errors.js';
import { pythonJson } from './python-json.js';
import { terminalSafe } from './terminal-text.js';

/** The text for stderr, with its line break. */
export function errorText(error: TsRegError, style: { readonly json: boolean; readonly paint: ChalkInstance }): string {
  if (style.json) {
    const { message, httpCode, detail, hint } = error;
    return `${pythonJson({ message, httpcode: httpCode ?? null, detail, hint: hint ?? null })}\n`;
  }
  const line = `${style.paint.red('Error:')} ${terminalSafe(error.message)}\n`;
  return error.hint === undefined ? line : `${line}${style.paint.bold('hint:')} ${terminalSafe(error.hint)}\n`;
}
