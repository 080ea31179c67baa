/** `registry check`, `refresh` and `add` in terminals of three widths: a line a registry, each reason once. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/process/main.js';
import { textWorld } from '../support/cli-run.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { Screen } from '../support/screen.js';

const others = ['111111111111', '222222222222', '333333333333'].map(
  (account) => `${account}.dkr.ecr.us-east-1.amazonaws.com`,
);
const closed = 'localhost:1';

let cloud: LoopbackCloud;
let screen: Screen;
beforeAll(async () => {
  cloud = await startLoopbackCloud({ account: '123456789012' });
});
afterAll(() => cloud.close());
afterEach(() => screen.close());

/** A terminal whose store has a registry that accepts, three whose key is wrong, and one that does not answer. */
async function open(columns: number): Promise<void> {
  screen = await Screen.open({ columns, rows: 80, environment: cloud.environment });
  const home = join(screen.folder, 'store');
  const add = async (...words: readonly string[]): Promise<void> => {
    const { world, texts } = textWorld({
      environment: { AWS_EC2_METADATA_DISABLED: 'true', ...cloud.environment, TS_REG_HOME: home },
      now: Date.now(),
    });
    expect(await main(['registry', 'add', ...words], world), texts().stderr).toBe(0);
  };
  await add(cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey);
  for (const host of others) await add(host, cloud.key.accessKeyId, 'wrong', '--skip-validate');
  await add(closed, 'ci', 'canary', '--skip-validate');
}

/** The lines of a table, without what is said below it. */
function tableIn(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => /^(?:Error:|tip:|next:)/.test(line));
  return lines.slice(0, end === -1 ? undefined : end).filter((line) => line !== '');
}

describe.each([60, 80, 120])('a terminal of %i columns', (columns) => {
  it('check has a line for each registry, its name whole, and each reason once with its hint', async () => {
    await open(columns);
    const { exitCode, text } = await screen.run('ts-reg registry check');
    const lines = tableIn(text);
    expect([exitCode, lines[0]]).toEqual([1, expect.stringMatching(/^REGISTRY +RESULT$/)]);
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([...others, cloud.registryHost, closed].sort());
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.find((line) => line.startsWith(cloud.registryHost))).toMatch(/ accepted$/);
    // Two reasons, and the last line of the command.
    expect(text.match(/^Error: /gm)).toHaveLength(3);
    expect(text.match(/^hint:/gm)).toHaveLength(2);
    expect(text.replace(/\s+/g, ' ')).toContain(`${others[0] ?? ''} and 2 more`);
    expect(text).not.toContain('canary');
  });

  it('refresh has a line for each registry with tokens', async () => {
    await open(columns);
    const { exitCode, text } = await screen.run('ts-reg registry refresh');
    const lines = tableIn(text).filter((line) => !/^\d+ renewed/.test(line));
    expect([exitCode, lines[0]]).toEqual([1, expect.stringMatching(/^REGISTRY +RESULT$/)]);
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual([...others, cloud.registryHost].sort());
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines.find((line) => line.startsWith(cloud.registryHost))).toMatch(/ still fresh/);
    expect(text.match(/^hint:/gm)).toHaveLength(1);
  });

  it('add shows what was stored, what was proven, and the next command whole', async () => {
    screen = await Screen.open({ columns, rows: 80, environment: cloud.environment });
    mkdirSync(join(screen.folder, 'store'), { mode: 0o700 });
    writeFileSync(join(screen.folder, 'secret'), cloud.key.secretAccessKey, { mode: 0o600 });
    const add = `ts-reg registry add ${cloud.registryHost} ${cloud.key.accessKeyId} --password-stdin < secret`;
    const { exitCode, text } = await screen.run(add);
    expect(exitCode).toBe(0);
    const lines = text.split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text).toMatch(new RegExp(`^Registry: +${cloud.registryHost}$`, 'm'));
    expect(text).not.toContain('WARN');
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /AWS and the registry accepted .*valid until (?:\d{4}-\d\d-\d\d )?\d\d:\d\d/,
    );
    expect((await screen.history()).split('\n').map((line) => line.trim())).toContainEqual(
      expect.stringMatching(new RegExp(`ts-reg configure-docker ${cloud.registryHost}$`)),
    );
    expect(text).not.toContain(cloud.key.secretAccessKey);
  });
});
