/** Runs one command of a case, bounded in time: a command that hangs is a difference, not the end of the run. */
import { spawn } from 'node:child_process';

export interface Ended {
  readonly command: string;
  /** 255 when a signal ended it; 127 when there is no such program. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  readonly timedOut: boolean;
}

export interface BoundedOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: Buffer;
}

/** More than every deadline of ours, so that only a hang meets it. */
const limit = 30_000;

export function runBounded(words: readonly string[], options: BoundedOptions): Promise<Ended> {
  const [program = '', ...args] = words;
  const started = performance.now();
  return new Promise((resolve) => {
    const output = { stdout: '', stderr: '' };
    const child = spawn(program, args, { cwd: options.cwd, env: { ...options.environment }, detached: true });
    let timedOut = false;
    const killAll = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Everything of it has ended.
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killAll();
    }, limit);
    const finish = (exitCode: number): void => {
      clearTimeout(timer);
      resolve({ command: words.join(' '), exitCode, ...output, milliseconds: performance.now() - started, timedOut });
    };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.on('error', (error) => {
      output.stderr += error.message;
      finish(127);
    });
    child.on('close', (code) => {
      killAll();
      finish(code ?? 255);
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/** The whole of it, for whoever looks for the reason. */
export function endedText(ended: Ended): string {
  const block = (name: string, text: string): string =>
    text === '' ? `  ${name}: (empty)` : `  ${name}:\n${shorten(text).replace(/^/gm, '    | ')}`;
  return [
    `  command: ${ended.command}`,
    `  exit code: ${ended.exitCode}`,
    block('stdout', ended.stdout),
    block('stderr', ended.stderr),
  ].join('\n');
}

function shorten(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.length > 2_000 ? `${trimmed.slice(0, 2_000)} … (${trimmed.length} characters)` : trimmed;
}
