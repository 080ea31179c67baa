/** How an error is shown: one line, then a hint that can be typed; with `--json` one object. */
import type { ChalkInstance } from 'chalk';
import type { TsRegError } from '../../errors.js';
import { pythonJson } from './python-json.js';
import { terminalSafe, wrapped } from './terminal-text.js';

/**
 * The text for stderr, with its line break; the message broken between words at `columns`, the hint whole, to be
 * copied.
 */
export function errorText(
  error: TsRegError,
  style: { readonly json: boolean; readonly paint: ChalkInstance; readonly columns?: number | undefined },
): string {
  if (style.json) {
    const { message, httpCode, detail, hint } = error;
    return `${pythonJson({ message, httpcode: httpCode ?? null, detail, hint: hint ?? null })}\n`;
  }
  const message = `Error: ${terminalSafe(error.message)}`;
  const lines = style.columns ? wrapped(message, style.columns).join('\n') : message;
  const line = `${lines.replace('Error:', style.paint.red('Error:'))}\n`;
  return error.hint === undefined ? line : `${line}${style.paint.bold('hint:')} ${terminalSafe(error.hint)}\n`;
}
