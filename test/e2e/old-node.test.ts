/**
 * A real old Node first on the PATH, as Ubuntu, Debian and nvm leave it there. The releases come from npm's registry:
 * 25 to 40 MB each are too much for a dependency of every checkout.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { helper, run, runsOnNode, tsReg } from '../support/spawned.js';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'node-release.mjs');
const folder = mkdtempSync(join(tmpdir(), 'ts-reg-old-node-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

// The executable brings its own runtime.
describe.runIf(runsOnNode).each(['8.10.0', '10.24.1', '14.21.3', '16.20.2', '18.20.8'])('Node %s', (version) => {
  let environment: Readonly<Record<string, string>>;
  const text = `the first node on the PATH is v${version}, and ts-reg needs 20 or later\n`;
  const line = `docker-credential-ts-reg: ${text}`;

  beforeAll(async () => {
    const installed = await run(process.execPath, [script, version], { environment: inject('npmEnvironment') });
    expect(installed.exitCode, installed.stderr).toBe(0);
    const path = `${dirname(installed.stdout.trim())}${delimiter}${process.env['PATH'] ?? ''}`;
    environment = { PATH: path, TS_REG_HOME: join(folder, 'store') };
    expect((await run('node', ['--version'], { environment })).stdout).toBe(`v${version}\n`);
  }, 120_000);

  it.each(['get', 'list', 'store', 'erase', 'version'])(
    'makes docker-credential-ts-reg %s fail with its version on stdout and stderr',
    async (action) => {
      const ended = await run(helper, [action], { environment, input: 'r.example.com' });
      expect(ended).toEqual({ exitCode: 1, stdout: line, stderr: line });
    },
  );

  it('makes ts-reg fail with a hint', async () => {
    const ended = await run(tsReg, ['registry', 'list'], { environment });
    expect(ended).toEqual({ exitCode: 2, stdout: '', stderr: `Error: ${text}hint: node --version\n` });
  });
});
