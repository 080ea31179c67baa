/** The credential helper's process: who is asked for the answer, and what reaches stdout. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, run } from '../../support/spawned.js';

let folder: string;
let program: string;

/**
 * A helper whose cached answer is the address in capitals, and nothing for `unknown.example`; it says when it was
 * asked.
 */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-helper-process-'));
  program = join(folder, 'helper.mjs');
  await build({
    stdin: {
      resolveDir: join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'process'),
      contents: `
        import { runHelperProcess } from './helper-process.js';
        runHelperProcess(process, async ({ serverUrl: input }, home) => {
          process.stderr.write('asked in ' + home.environment.TS_REG_HOME);
          return input === 'unknown.example' ? undefined : input.toUpperCase();
        });`,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
    logLevel: 'error',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function ask(args: readonly string[], input = ''): Promise<Ended> {
  return run(process.execPath, [program, ...args], { environment: { TS_REG_HOME: folder }, input });
}

describe('runHelperProcess', () => {
  it('prints the cached answer as it is', async () => {
    expect(await ask(['get'], 'r.example')).toEqual({ exitCode: 0, stdout: 'R.EXAMPLE', stderr: `asked in ${folder}` });
  });

  it('has the rest of the helper answer what is not kept, with the input that was read already', async () => {
    expect(await ask(['get'], 'unknown.example')).toEqual({
      exitCode: 1,
      stdout: 'credentials not found in native keychain\n',
      stderr: `asked in ${folder}`,
    });
  });

  it.each([
    [['list'], '{}\n', 0],
    [['get', 'more'], 'Usage: docker-credential-ts-reg <store|get|erase|list|version>\n', 1],
    [['erase'], '', 0],
  ])('asks for no cached answer on %j', async (args, stdout, exitCode) => {
    expect(await ask(args, 'r.example')).toEqual({ exitCode, stdout, stderr: '' });
  });
});
