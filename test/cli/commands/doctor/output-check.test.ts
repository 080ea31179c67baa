/** What doctor says of the outputs of config.yaml. */
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkOutputs } from '../../../../src/cli/commands/doctor/output-check.js';
import { outputSource } from '../../../../src/cli/process/outputs.js';
import type { OutputSetting } from '../../../../src/outputs/output-setting.js';
import { writeOutput } from '../../../../src/outputs/write-output.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { ecr, type Engine, given, hour, startEngine, unchecked } from '../../../support/engine.js';

let cli: CliHome;
let engine: Engine;
let file: string;
beforeEach(async () => {
  cli = startCli();
  engine = startEngine();
  file = join(cli.folder, 'config.json');
  await engine.store.backend.add(given(), unchecked);
  await engine.store.refresh({ registries: [], force: true, onOutcome: () => undefined });
});
afterEach(() => {
  engine.dispose();
  cli.dispose();
});

function output(fields: Partial<OutputSetting> = {}): OutputSetting {
  return {
    ...{ file, format: 'docker-config', registries: ['*'], isMerge: false },
    ...{ shell: 'sh', name: 'x', namespaces: [], labels: {} },
    ...fields,
  };
}

async function messages(setting = output()): Promise<readonly string[]> {
  const findings = await checkOutputs([setting], outputSource(engine.store));
  return findings.map(({ level, message, fix }) =>
    `${level}: ${message}${fix === undefined ? '' : ` | ${fix}`}`.replaceAll(file, 'FILE'),
  );
}

it('is content with a file that is up to date, and changes nothing', async () => {
  await writeOutput(output(), outputSource(engine.store));
  const { mtimeMs } = statSync(file);
  expect(await messages()).toEqual(['ok: FILE is up to date']);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
});

it('names a file that is missing, stale, or has a token that ended', async () => {
  expect(await messages()).toEqual(['problem: FILE does not exist yet | ts-reg registry refresh']);
  await writeOutput(output(), outputSource(engine.store));
  await engine.store.refresh({ registries: [], force: true, onOutcome: () => undefined });
  expect(await messages()).toEqual(['problem: FILE is not up to date | ts-reg registry refresh']);
  engine.now += 12 * hour;
  expect(await messages()).toEqual([`problem: FILE: ${ecr} has no valid token | ts-reg registry refresh ${ecr}`]);
});

it('names a registry that is not stored, and a pattern that matches none', async () => {
  await writeOutput(output(), outputSource(engine.store));
  expect(await messages(output({ registries: [ecr, 'r.example.com'] }))).toEqual([
    'problem: FILE: r.example.com is not stored | ts-reg registry add r.example.com USER',
  ]);
  expect(await messages(output({ registries: ['*.example.com'] }))).toEqual([
    'problem: FILE: no stored registry matches | ts-reg registry list',
  ]);
});

it('names a file that is open to others, and one that its group can read', async () => {
  await writeOutput(output(), outputSource(engine.store));
  chmodSync(file, 0o644);
  expect(await messages()).toEqual(['problem: FILE is accessible to every user (mode 0644) | chmod o-rw FILE']);
  chmodSync(file, 0o640);
  expect(await messages()).toEqual(['remark: FILE is accessible to its group (mode 0640) | chmod g-rw FILE']);
});

it('names a file that cannot be read, is none, or would lose settings', async () => {
  writeFileSync(file, '{"credsStore":"x"}', { mode: 0o600 });
  expect(await messages()).toEqual([
    'problem: FILE has other settings of docker, which would be lost | write merge: true into this entry of outputs',
  ]);
  writeFileSync(file, '{"auths":[]}', { mode: 0o600 });
  expect((await messages(output({ isMerge: true })))[0]).toMatch(
    /^problem: FILE has an auths value that is not an obj/,
  );
  rmSync(file);
  mkdirSync(file);
  expect(await messages()).toEqual(['problem: FILE is not a file | ls -l FILE']);
});

it('doctor shows them', async () => {
  writeFileSync(
    join(cli.folder, 'config.yaml'),
    `outputs:\n  - { file: ${file}, format: json, registries: [r.example.com] }\n`,
    { mode: 0o600 },
  );
  const { stdout } = await cli.run(['doctor'], {
    environment: { AWS_EC2_METADATA_DISABLED: 'true', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
  });
  expect(stdout).toContain(`outputs: ${file}: r.example.com is not stored\n`);
});
