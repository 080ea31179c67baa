/** Runs one scenario with one program against a fresh loopback API. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { environmentOf, fillIn, type Outcome, prepare, type Scenario } from '../support/loopback-anchore-transcript.js';
import { startLoopbackAnchore } from '../support/loopback-anchore.js';

/** How a program is started. */
export interface Program {
  readonly command: string;
  /** In front of the scenario's arguments. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The real anchore-cli, from a checkout in ANCHORE_CLI_SOURCE, run by ANCHORE_CLI_PYTHON (default `python3`). */
export function anchoreCli(environment: NodeJS.ProcessEnv): Program {
  const source = environment['ANCHORE_CLI_SOURCE'];
  if (!source) throw new Error('ANCHORE_CLI_SOURCE names no checkout of anchore-cli');
  return {
    command: environment['ANCHORE_CLI_PYTHON'] ?? 'python3',
    args: ['-W', 'ignore', '-m', 'anchorecli'],
    environment: { PYTHONPATH: source, PYTHONIOENCODING: 'utf-8', LANG: 'C.UTF-8' },
  };
}

/** What the program did; the API's address is written as `{origin}` again. */
export async function run(program: Program, scenario: Scenario): Promise<Outcome> {
  return (await runTimed(program, scenario)).outcome;
}

/** The same, with the time from the start of the process to its end, in milliseconds. */
export async function runTimed(
  program: Program,
  scenario: Scenario,
): Promise<{ readonly outcome: Outcome; readonly milliseconds: number }> {
  const api = await startLoopbackAnchore();
  const home = await mkdtemp(join(tmpdir(), 'ts-reg-anchore-cli-'));
  try {
    prepare(api, scenario);
    if (scenario.credentialsFile !== undefined) {
      await mkdir(join(home, '.anchore'));
      await writeFile(join(home, '.anchore', 'credentials.yaml'), fillIn(scenario.credentialsFile, api.origin), {
        mode: 0o600,
      });
    }
    const begun = performance.now();
    const ended = await start(program, {
      args: scenario.args.map((arg) => fillIn(arg, api.origin)),
      environment: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        ...program.environment,
        ...environmentOf(scenario, api.origin),
      },
      folder: home,
    });
    const milliseconds = performance.now() - begun;
    const outcome = { ...ended, wire: api.wire, replies: api.replies };
    return { outcome: JSON.parse(JSON.stringify(outcome).replaceAll(api.origin, '{origin}')) as Outcome, milliseconds };
  } finally {
    await api.close();
    await rm(home, { recursive: true, force: true });
  }
}

interface Invocation {
  readonly args: readonly string[];
  readonly environment: Record<string, string>;
  readonly folder: string;
}

function start(
  program: Program,
  { args, environment, folder }: Invocation,
): Promise<Pick<Outcome, 'stdout' | 'stderr' | 'exitCode'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.command, [...program.args, ...args], {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    const texts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => texts.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => texts.stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        stdout: Buffer.concat(texts.stdout).toString('utf8'),
        stderr: Buffer.concat(texts.stderr).toString('utf8'),
        exitCode: code ?? -1,
      });
    });
  });
}
