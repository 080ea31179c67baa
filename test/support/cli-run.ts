/** Runs the command line in this process, with streams of text and a home of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { main } from '../../src/cli/process/main.js';
import type { World } from '../../src/cli/process/world.js';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** All three streams are terminals of this width; or each output is one of its own, or none. */
  readonly terminal?: number | { readonly stdout?: number; readonly stderr?: number };
  /** Milliseconds since the epoch; default: noon of 2026-01-02. */
  readonly now?: number;
  readonly interrupted?: AbortSignal;
}

export interface CliHome {
  /** TS_REG_HOME. */
  readonly folder: string;
  run(argv: readonly string[], options?: CliOptions): Promise<CliResult>;
  dispose(): void;
}

/** A fresh home; commands run in it share its store. */
export function startCli(): CliHome {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-cli-'));
  return {
    folder,
    run: async (argv, options = {}) => {
      const { world, texts } = textWorld({ ...options, environment: { TS_REG_HOME: folder, ...options.environment } });
      const exitCode = await main(argv, world);
      return { exitCode, ...texts() };
    },
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A world that nothing leaves: environment as given, streams as texts. */
export function textWorld(options: CliOptions = {}): {
  readonly world: World;
  readonly texts: () => { stdout: string; stderr: string };
} {
  const [stdout, stderr] = [textStream(), textStream()];
  const { terminal } = options;
  const [input, out, err] =
    typeof terminal === 'object' ? [undefined, terminal.stdout, terminal.stderr] : [terminal, terminal, terminal];
  const world: World = {
    environment: options.environment ?? {},
    platform: 'linux',
    homeFolder: options.environment?.['HOME'] ?? '',
    stdin: asTerminal(Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]), input),
    stdout: asTerminal(stdout.stream, out),
    stderr: asTerminal(stderr.stream, err),
    clock: () => options.now ?? Date.UTC(2026, 0, 2, 12),
    interrupted: options.interrupted ?? new AbortController().signal,
  };
  return { world, texts: () => ({ stdout: stdout.text(), stderr: stderr.text() }) };
}

/** What Node's terminal streams have besides; without a width the stream is no terminal. */
function asTerminal<Stream extends object>(stream: Stream, columns: number | undefined): Stream {
  if (columns === undefined) return stream;
  Object.assign(stream, { isTTY: true, columns });
  if (!(stream instanceof PassThrough)) return stream;
  return Object.assign(stream, {
    cursorTo: (x: number) => cursorTo(stream, x),
    moveCursor: (dx: number, dy: number) => moveCursor(stream, dx, dy),
    clearLine: (direction: -1 | 0 | 1) => clearLine(stream, direction),
  });
}

function textStream(): { readonly stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    stream,
    text: () => {
      text += (stream.read() as string | null) ?? '';
      return text;
    },
  };
}
