/**
 * Counts how often functions of ours are called in a whole run of a program: bundled as it is, names kept, and run
 * with V8's precise coverage (Node.js, `NODE_V8_COVERAGE`). Nothing in the product knows of it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Ended, run, type SpawnOptions } from './spawned.js';

export interface Counted extends Ended {
  /** Calls of the function or method of this name. @throws for a name that no function of the program has. */
  calls(name: string): number;
}

export interface CountedProgram {
  run(args: readonly string[], options?: SpawnOptions): Promise<Counted>;
  dispose(): void;
}

/** Bundles a program from its entry point below src. */
export async function countedProgram(entry: string): Promise<CountedProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-counted-'));
  const program = join(folder, 'program.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '..', '..', 'src', entry)],
    outdir: folder,
    entryNames: 'program',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  let runs = 0;
  return {
    async run(args, options = {}) {
      runs += 1;
      const coverage = join(folder, `coverage-${runs}`);
      const ended = await run(process.execPath, [program, ...args], {
        ...options,
        environment: { ...options.environment, NODE_V8_COVERAGE: coverage },
      });
      const counts = countsIn(coverage, folder);
      return {
        ...ended,
        calls: (name) => {
          const found = counts.get(name);
          if (found === undefined) throw new Error(`the program has no function ${name}`);
          return found;
        },
      };
    },
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { count: number }[] }[];
  }[];
}

function countsIn(coverage: string, folder: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(coverage)) {
    const report = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as Report;
    for (const script of report.result.filter(({ url }) => url.includes(folder))) {
      for (const { functionName, ranges } of script.functions)
        counts.set(functionName, (counts.get(functionName) ?? 0) + (ranges[0]?.count ?? 0));
    }
  }
  return counts;
}
