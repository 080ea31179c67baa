import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/process/main.js';
import { differences, surprises } from '../support/loopback-anchore-differences.js';
import {
  environmentOf,
  fillIn,
  type Outcome,
  prepare,
  readTranscript,
  type Scenario,
} from '../support/loopback-anchore-transcript.js';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

const transcript = readTranscript();

describe('a command that anchore-cli understands', () => {
  let api: LoopbackAnchore;
  let home: string;

  beforeEach(async () => {
    api = await startLoopbackAnchore();
    home = await mkdtemp(join(tmpdir(), 'ts-reg-transcript-'));
  });

  afterEach(async () => {
    await api.close();
    await rm(home, { recursive: true, force: true });
  });

  async function outcomeOf(scenario: Scenario): Promise<Outcome> {
    prepare(api, scenario);
    if (scenario.credentialsFile !== undefined) {
      await mkdir(join(home, '.anchore'));
      await writeFile(join(home, '.anchore', 'credentials.yaml'), fillIn(scenario.credentialsFile, api.origin), {
        mode: 0o600,
      });
    }
    const [stdout, stderr] = [new Collected(), new Collected()];
    const exitCode = await main(
      scenario.args.map((arg) => fillIn(arg, api.origin)),
      {
        environment: environmentOf(scenario, api.origin),
        platform: 'linux',
        homeFolder: home,
        stdin: Readable.from([]),
        stdout,
        stderr,
        clock: () => 0,
        interrupted: new AbortController().signal,
      },
    );
    const outcome = { stdout: stdout.text, stderr: stderr.text, exitCode, wire: api.wire, replies: api.replies };
    return JSON.parse(JSON.stringify(outcome).replaceAll(api.origin, '{origin}')) as Outcome;
  }

  it('was recorded in more than 60 forms', () => {
    expect(transcript.length).toBeGreaterThan(60);
  });

  it.each(transcript)('does the same here, or differs for a reason: $name', async ({ recorded, ...scenario }) => {
    const outcome = await outcomeOf(scenario);
    expect(
      surprises(scenario, differences(recorded, outcome)),
      JSON.stringify({ recorded, outcome }, undefined, 1),
    ).toEqual([]);
  });
});

describe('a difference from anchore-cli', () => {
  it('always has its reason', () => {
    for (const { name, difference } of transcript) {
      if (difference) expect(difference.reason, name).toMatch(/\w{3}/);
    }
  });
});
