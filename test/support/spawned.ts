/** Runs a program of ours, or a peer, as a real process with an environment of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', '..', 'bin');

/**
 * The command line: the Node build, or the executable that TSREG_EXECUTABLE names, so that the same tests serve both.
 */
export const tsReg = process.env['TSREG_EXECUTABLE'] ?? join(bin, 'ts-reg');
/** Which of the two it is: bun, inside the executable, heeds no NODE_DEBUG. */
export const runsOnNode = process.env['TSREG_EXECUTABLE'] === undefined;
/** The credential helper of the same build. */
export const helper = process.env['TSREG_EXECUTABLE']
  ? join(process.env['TSREG_EXECUTABLE'], '..', 'docker-credential-ts-reg')
  : join(bin, 'docker-credential-ts-reg');

export interface SpawnOptions {
  /** Besides PATH and the closed metadata endpoint; nothing else is inherited. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  readonly cwd?: string;
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves when the process has ended; an end by a signal counts as 255. */
export function run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: {
        PATH: process.env['PATH'],
        AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1',
        AWS_CONFIG_FILE: '/nonexistent',
        AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
        ...options.environment,
      },
    });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    child.on('error', reject).on('close', (code) => {
      resolve({ exitCode: code ?? 255, ...output });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}
