/** The real process as a world. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processWorld, takeEnvironment } from '../../../src/cli/process/process-world.js';
import { secretVariables } from '../../../src/system/child-environment.js';
import { helper, run, tsReg } from '../../support/spawned.js';

it('is made of the streams, the environment and the clock of the process', () => {
  const { signal } = new AbortController();
  const world = processWorld(process, signal, 2);
  expect([world.stdout, world.stderr, world.interrupted]).toEqual([process.stdout, process.stderr, signal]);
  expect(world.environment).toEqual({ ...process.env });
  expect(Math.abs(world.clock() - Date.now())).toBeLessThan(60_000);
});

it('makes no stream that nobody looks at, and watches those that somebody does', () => {
  const made: string[] = [];
  const streams = new Map<string, EventEmitter>();
  const stream = (name: string): EventEmitter => {
    if (!streams.has(name)) made.push(name);
    streams.set(name, streams.get(name) ?? new EventEmitter());
    return streams.get(name) ?? new EventEmitter();
  };
  const process = {
    platform: 'linux',
    env: {},
    get stdin() {
      return stream('stdin');
    },
    get stdout() {
      return stream('stdout');
    },
    get stderr() {
      return stream('stderr');
    },
  } as unknown as NodeJS.Process;
  const world = processWorld(process, new AbortController().signal, 2);
  expect(made).toEqual([]);
  expect(world.stderr).toBe(world.stderr);
  expect([made, stream('stderr').listenerCount('error')]).toEqual([['stderr'], 1]);
  expect(world.stdout.emit('error', Object.assign(new Error(), { code: 'EPIPE' }))).toBe(true);
});

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const canary = 'canary-of-the-environment';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-environment-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('takeEnvironment', () => {
  it('takes our secrets out of the environment of the process, and keeps them for ts-reg', () => {
    const env: NodeJS.ProcessEnv = {
      PATH: '/bin',
      AWS_PROFILE: 'dev',
      ...Object.fromEntries(secretVariables.map((name) => [name, canary])),
    };
    const taken = takeEnvironment({ env, platform: 'linux' });
    expect(env).toEqual({ PATH: '/bin', AWS_PROFILE: 'dev' });
    expect(secretVariables.map((name) => taken[name])).toEqual(secretVariables.map(() => canary));
  });

  it('finds the names of Windows in upper case too', () => {
    expect(takeEnvironment({ env: { Path: 'C:\\bin' }, platform: 'win32' })).toEqual({
      Path: 'C:\\bin',
      PATH: 'C:\\bin',
    });
  });

  it('knows every variable of the documentation whose name says that it holds a secret', () => {
    const documented = ['README.md', 'docs/ci.md', 'docs/shared-store.md']
      .map((file) => readFileSync(join(import.meta.dirname, '..', '..', '..', file), 'utf8'))
      .join('\n');
    const names = new Set(
      Array.from(
        documented.matchAll(/\b(?:TS_REG|ANCHORE_CLI|PG)_?[A-Z_]*(?:KEY|PASS|PASSWORD|PASSPHRASE)\b/g),
        ([name]) => name,
      ),
    );
    expect([...names].filter((name) => !secretVariables.includes(name) && !['PGSSLKEY'].includes(name))).toEqual([]);
  });
});

describe('a credential_process', () => {
  const secrets = {
    TS_REG_KEY: Buffer.alloc(32, 7).toString('base64'),
    TS_REG_PASSWORD: canary,
    TS_REG_PASSPHRASE: canary,
    TS_REG_NEW_PASSPHRASE: canary,
    PGPASSWORD: canary,
    ANCHORE_CLI_PASS: canary,
  };

  /** Writes what it inherited beside the configuration, and fails. */
  function configured(): Readonly<Record<string, string>> {
    const seen = join(folder, 'seen');
    const config = join(folder, 'aws-config');
    writeFileSync(
      join(folder, 'process.sh'),
      `#!/bin/sh\nenv > ${seen}\necho '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"x"}'\n`,
      { mode: 0o755 },
    );
    writeFileSync(config, `[profile dev]\nregion = us-east-1\ncredential_process = ${join(folder, 'process.sh')}\n`);
    writeFileSync(join(folder, 'config.yaml'), 'timeout: 2\nallow_awsecr_iam_auto: True\n', { mode: 0o600 });
    return {
      TS_REG_HOME: folder,
      HOME: folder,
      AWS_CONFIG_FILE: config,
      AWS_EC2_METADATA_DISABLED: 'true',
      STAYS: 'stays',
      HTTPS_PROXY: '',
      ...secrets,
    };
  }

  function seen(): string {
    return readFileSync(join(folder, 'seen'), 'utf8');
  }

  function expectNoSecret(): void {
    expect(seen()).toContain('STAYS=stays');
    expect(seen()).toContain('AWS_CONFIG_FILE=');
    for (const name of secretVariables) expect(seen()).not.toMatch(new RegExp(`^${name}=`, 'm'));
    expect(seen()).not.toContain(canary);
    expect(seen()).not.toContain(secrets.TS_REG_KEY);
  }

  const add = ['registry', 'add', host, '_aws_profile', 'dev', '--endpoint', 'http://127.0.0.1:1'];

  it.each([
    ['registry add', add],
    ['registry add with ANCHORE_CLI_URL', [...add, '--local']],
  ])('of %s inherits none of our secrets', async (_, args) => {
    const environment = {
      ...configured(),
      ...(args === add ? {} : { ANCHORE_CLI_URL: `https://u:${canary}@anchore.example.com/v1` }),
    };
    await run(tsReg, args, { environment });
    expectNoSecret();
  });

  it('of the credential helper, of doctor and of check inherits none of our secrets', async () => {
    const environment = configured();
    expect(await run(tsReg, [...add, '--skip-validate'], { environment })).toMatchObject({ exitCode: 0 });
    for (const [program, args] of [
      [helper, ['get']],
      [tsReg, ['doctor']],
      [tsReg, ['registry', 'check', host]],
    ] as const) {
      rmSync(join(folder, 'seen'), { force: true });
      await run(program, args, { environment, input: host });
      expectNoSecret();
    }
  });
});
