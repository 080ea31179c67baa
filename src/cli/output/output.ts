/**
 * The two streams and their rules: stdout carries data alone, byte for byte as anchore-cli prints it;
 * everything else goes to stderr. Colour and progress only on a terminal, never with NO_COLOR or `--json`.
 */
import { Chalk, type ChalkInstance } from 'chalk';
import type { TsRegError } from '../../errors.js';
import { redact } from '../../redact.js';
import type { World } from '../process/world.js';
import { hintLines } from './hint-lines.js';
import { Progress } from './progress.js';
import { pythonJson } from './python-json.js';
import { terminalSafe, wrapped } from './terminal-text.js';

export class Output {
  /** Progress of longer work. */
  readonly progress: Progress;
  readonly #world: World;
  readonly #startedAt: number;
  #json: boolean;
  #debug: boolean;
  #exitCode: 0 | 1 | 2 = 0;
  #wouldChange = false;

  constructor(world: World, modes: { readonly json: boolean; readonly debug: boolean }) {
    this.#world = world;
    this.#startedAt = world.clock();
    this.#json = modes.json;
    this.#debug = modes.debug;
    this.progress = new Progress(world, () => !this.#json && !this.#debug);
  }

  /** True when stdout is a JSON document. */
  get json(): boolean {
    return this.#json;
  }

  /** Whether stdout is a terminal and no JSON document: what goes there is laid out for people. */
  get isForPeople(): boolean {
    return this.#world.stdout.isTTY === true && !this.#json;
  }

  /** The same of stderr, on its own: its width; undefined when no person looks at it. */
  get messageWidth(): number | undefined {
    return this.#json ? undefined : widthOf(this.#world.stderr);
  }

  /** What the problems reported so far ask for; without one, 3 for a plan that would change something, else 0. */
  get exitCode(): 0 | 1 | 2 | 3 {
    return this.#exitCode === 0 && this.#wouldChange ? 3 : this.#exitCode;
  }

  /** A plan was shown that would change something. */
  tellOfChanges(): void {
    this.#wouldChange = true;
  }

  /** Modes that only a settings file sets. */
  adopt(modes: { readonly json: boolean; readonly debug: boolean }): void {
    this.#json ||= modes.json;
    this.#debug ||= modes.debug;
  }

  /** Data for stdout, as it is. */
  print(text: string): void {
    this.#world.stdout.write(text);
  }

  /** Makes foreign text safe for stdout when that is a terminal; a pipe gets it unchanged. */
  readonly foreign = (text: string): string => (this.#world.stdout.isTTY ? terminalSafe(text) : text);

  /** A warning; the command continues. */
  warn(line: string): void {
    const { stderr } = this.#world;
    const text = terminalSafe(line);
    const columns = widthOf(stderr);
    const lines = columns === undefined ? [`WARN: ${text}`] : hintLines(`WARN: ${text}`, columns);
    this.#line(lines.join('\n').replace('WARN:', this.#paint(stderr).magenta('WARN:')));
  }

  /** A tip, such as what to do next; only on a terminal, because in a log it is noise. */
  remark(line: string): void {
    if (this.messageWidth !== undefined) this.#line(terminalSafe(line));
  }

  /** Plain words for a person, broken between words; only on a terminal. */
  tell(line: string): void {
    const width = this.messageWidth;
    if (width !== undefined) this.#line(wrapped(terminalSafe(line), width).join('\n'));
  }

  /** A line for people that is not data: summaries, check marks. */
  note(line: string): void {
    this.#line(terminalSafe(line));
  }

  /**
   * A step, with the milliseconds since the start; only with `--debug`. Redacted, as other people's words may be in it.
   */
  debug(line: string): void {
    if (this.#debug) this.#line(`debug: +${this.#world.clock() - this.#startedAt}ms ${terminalSafe(redact(line))}`);
  }

  /** Prints a problem in the form of every error, and remembers its exit code (the highest wins). */
  report(problem: TsRegError): void {
    if (problem.exitCode > this.#exitCode) this.#exitCode = problem.exitCode;
    this.show(problem);
  }

  /** Prints a problem without setting the exit code. */
  show(problem: TsRegError): void {
    const { stderr } = this.#world;
    stderr.write(errorText(problem, { json: this.#json, paint: this.#paint(stderr), columns: widthOf(stderr) }));
  }

  /** Text for stderr, as it is: what was laid out and made safe already. */
  write(text: string): void {
    this.#world.stderr.write(text);
  }

  /** Colours for stderr; none in a pipe. */
  get messagePaint(): ChalkInstance {
    return this.#paint(this.#world.stderr);
  }

  /** Colours for stdout; none in a pipe. */
  get paint(): ChalkInstance {
    return this.#paint(this.#world.stdout);
  }

  #line(text: string): void {
    this.#world.stderr.write(`${text}\n`);
  }

  /** no-color.org: NO_COLOR, when not empty, wins over the terminal. */
  #paint(stream: World['stdout']): ChalkInstance {
    const colourful =
      stream.isTTY === true &&
      !this.#json &&
      !this.#world.environment['NO_COLOR'] &&
      this.#world.environment['TERM'] !== 'dumb';
    return new Chalk({ level: colourful ? 1 : 0 });
  }
}

/** Undefined for what is no terminal; one that does not know its width says 0. */
function widthOf({ isTTY, columns = 80 }: World['stderr']): number | undefined {
  if (isTTY !== true) return undefined;
  return columns === 0 ? 80 : columns;
}

/**
 * The text for stderr, with its line break. On a terminal of `columns` the reason comes first, without the engine's
 * words before it; the message is broken between words, and each command of the hint stands on a line of its own.
 */
export function errorText(
  error: TsRegError,
  style: { readonly json: boolean; readonly paint: ChalkInstance; readonly columns?: number | undefined },
): string {
  if (style.json) {
    const { message, httpCode, detail, hint } = error;
    return `${pythonJson({ message, httpcode: httpCode ?? null, detail, hint: hint ?? null })}\n`;
  }
  const message = `Error: ${terminalSafe(style.columns !== undefined ? reasonFirst(error) : error.message)}`;
  const lines = style.columns ? wrapped(message, style.columns).join('\n') : message;
  const line = `${lines.replace('Error:', style.paint.red('Error:'))}\n`;
  if (error.hint === undefined) return line;
  const hint = `hint: ${terminalSafe(error.hint)}`;
  const broken = style.columns ? hintLines(hint, style.columns) : [hint];
  // A hint without a command that we know is left to the terminal, which lets people copy it whole.
  const text = broken.some((each) => each.startsWith('  ')) ? broken.join('\n') : hint;
  return `${line}${text.replace('hint:', style.paint.bold('hint:'))}\n`;
}

/** The registry stands behind the reason, in the parentheses at its end if there are some. */
function reasonFirst({ message, reason, registry }: TsRegError): string {
  if (reason === undefined || registry === undefined) return reason ?? message;
  return reason.endsWith(')') ? `${reason.slice(0, -1)}; ${registry})` : `${reason} (${registry})`;
}
