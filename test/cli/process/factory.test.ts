/** What commands depend on, built when it is needed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Output } from '../../../src/cli/output/output.js';
import { createFactory, type Factory } from '../../../src/cli/process/factory.js';
import type { GlobalFlags } from '../../../src/config/settings.js';
import { textWorld } from '../../support/cli-run.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-factory-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function factory(flags: GlobalFlags = {}): { factory: Factory; stderr: () => string } {
  const { world, texts } = textWorld({ environment: { TS_REG_HOME: folder } });
  return {
    factory: createFactory(world, flags, new Output(world, { json: false, debug: false })),
    stderr: () => texts().stderr,
  };
}

it('reads settings once', async () => {
  const { factory: made } = factory();
  const first = await made.settings();
  writeFileSync(join(folder, 'config.yaml'), 'timeout: 1\n');
  expect(await made.settings()).toBe(first);
});

it('serves from the embedded store, and from the remote engine with a URL', async () => {
  const local = factory().factory;
  expect(await local.backend()).toBe((await local.store()).backend);
  const remote = factory({ url: 'http://127.0.0.1:1/v1' }).factory;
  await expect((await remote.backend()).list()).rejects.toMatchObject({ exitCode: 2 });
  await expect(remote.store()).rejects.toMatchObject({
    kind: 'usage',
    hint: 'add --local to use the store on this machine',
  });
});

it('tells the warnings of the settings', async () => {
  const credentials = join(folder, 'credentials.yaml');
  writeFileSync(credentials, 'default:\n  ANCHORE_CLI_URL: http://127.0.0.1:1/v1\n  ANCHORE_CLI_PASS: secret\n', {
    mode: 0o644,
  });
  const { factory: made, stderr } = factory({ config: credentials });
  await made.settings();
  expect(stderr()).toMatch(new RegExp(`^WARN: .*${credentials}`));
});
