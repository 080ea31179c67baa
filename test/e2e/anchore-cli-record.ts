/**
 * Records what the real anchore-cli does into test/fixtures/anchore-cli/transcript.json, and how its Python writes JSON
 * into python-json.json, and which commands it has into commands.json. Ordinary tests replay all three.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listCommands } from './anchore-cli-commands.js';
import { jsonSamples } from './anchore-cli-json-samples.js';
import { anchoreCli, run } from './anchore-cli-run.js';
import { scenarios } from './anchore-cli-scenarios.js';

const folder = join(process.cwd(), 'test', 'fixtures', 'anchore-cli');
const program = anchoreCli(process.env);
const transcript: unknown[] = [];
for (const scenario of scenarios) {
  const recorded = await run(program, scenario);
  transcript.push({ ...scenario, recorded: { ...recorded, stderr: withoutTraces(recorded.stderr) } });
}
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'transcript.json'), `${JSON.stringify(transcript, undefined, 1)}\n`);
const rewritten = jsonSamples.map((json) => ({ json, written: pythonWrites(json) }));
await writeFile(join(folder, 'python-json.json'), `${JSON.stringify(rewritten, undefined, 1)}\n`);
await writeFile(join(folder, 'commands.json'), `${JSON.stringify(listCommands(program), undefined, 1)}\n`);
process.stdout.write(`recorded ${scenarios.length} commands\n`);

function pythonWrites(json: string): string {
  const rewrite = 'import json, sys; sys.stdout.write(json.dumps(json.loads(sys.argv[1]), indent=4, sort_keys=True))';
  return execFileSync(program.command, ['-c', rewrite, json], {
    encoding: 'utf8',
    env: { LANG: 'C.UTF-8', PATH: process.env['PATH'] },
  });
}

/** Python's stack traces name files of this machine and say nothing to us. */
function withoutTraces(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.startsWith('WARN:') || line.startsWith('Error:'));
  return lines.map((line) => `${line}\n`).join('');
}
