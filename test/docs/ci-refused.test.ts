/** The scripts of docs/ci.md fail the job when the credentials are refused, under a plain sh as CI systems run them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';
import { type DocsCloud, secrets, startDocsCloud } from './docs-cloud.js';
import { blocksOf } from './markdown.js';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'ci.md'), 'utf8');
const scripts = blocksOf(text).filter((block) => block.language === 'sh' && block.text.includes('TOKEN'));
const passwordScripts = scripts.filter((block) => !block.text.includes('OIDC_TOKEN'));
let cloud: DocsCloud;
let home: string;

beforeAll(async () => {
  cloud = await startDocsCloud();
  home = mkdtempSync(join(tmpdir(), 'ts-reg-ci-refused-'));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await cloud.close();
});

async function exitCodeOf(script: string, token: string | undefined): Promise<number | null> {
  const environment = Object.fromEntries(Object.entries(cloud.environment).filter(([name]) => name !== 'TOKEN'));
  const folder = mkdtempSync(join(home, 'job-'));
  const path = `${dirname(tsReg)}:${process.env['PATH'] ?? ''}`;
  const { exitCode } = await run('sh', ['-c', script], {
    environment: { ...environment, PATH: path, HOME: folder, ...(token !== undefined && { TOKEN: token }) },
    cwd: folder,
  });
  return exitCode;
}

it('finds the scripts that take a password', () => {
  expect(passwordScripts).toHaveLength(3);
});

describe.each(passwordScripts.map((block) => [block.line, block.text] as const))('docs/ci.md:%i', (_line, script) => {
  it.each([['bad'], [''], [undefined], ['two\nlines']])('does not end with 0 with TOKEN=%j', async (token) => {
    expect(await exitCodeOf(script, token)).not.toBe(0);
  });

  it('ends with 0 with the right one', async () => {
    expect(await exitCodeOf(script, secrets.registryPassword)).toBe(0);
  });
});
