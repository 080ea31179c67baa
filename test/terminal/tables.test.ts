/** `registry list` in terminals of three widths, with as many registries as a team has. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/process/main.js';
import { textWorld } from '../support/cli-run.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { Screen } from '../support/screen.js';

const account = (number: number): string => String(number).padStart(12, '0');
const regions = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
const long = '999999999999.dkr.ecr.us-east-1.amazonaws.com/a/long/repository/path';
const longest = `${'registry-'.repeat(6)}x.example.com/${'team/'.repeat(16)}image`;
const role = 'arn:aws:iam::123456789012:role/pull';

let cloud: LoopbackCloud;
let screen: Screen;
beforeAll(async () => {
  cloud = await startLoopbackCloud({ account: '123456789012' });
});
afterAll(() => cloud.close());
afterEach(() => screen.close());

/** A terminal with thirty registries in its store: most of them at ECR, one with a name wider than its terminal. */
async function open(columns: number): Promise<void> {
  screen = await Screen.open({ columns, rows: 100, environment: cloud.environment });
  const home = join(screen.folder, 'store');
  mkdirSync(home);
  writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n', { mode: 0o600 });
  const add = async (name: string, user: string, secret: string, ...more: readonly string[]): Promise<void> => {
    const { world, texts } = textWorld({
      environment: { AWS_EC2_METADATA_DISABLED: 'true', ...cloud.environment, TS_REG_HOME: home },
      now: Date.now(),
    });
    expect(await main(['registry', 'add', name, user, secret, ...more], world), texts().stderr).toBe(0);
  };
  const unchecked = ['--skip-validate', '--endpoint', 'http://127.0.0.1:1'];
  for (let number = 1; number <= 21; number += 1)
    await add(
      `${account(number)}.dkr.ecr.${regions[number % 3] ?? ''}.amazonaws.com`,
      'AKIAIOSFODNN7EXAMPLE',
      'wrong',
      ...unchecked,
    );
  await add(cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey);
  await add('222222222222.dkr.ecr.us-east-1.amazonaws.com', '_aws_profile', 'dev', ...unchecked);
  await add('333333333333.dkr.ecr.us-east-1.amazonaws.com', '_iam_role', `${role};tenant-7`, ...unchecked);
  await add(long, 'AKIAIOSFODNN7EXAMPLE', 'wrong', ...unchecked);
  await add('docker.io', 'continuous-integration', 'p', '--skip-validate', '--registry-name', 'Docker Hub');
  await add('localhost:5000', 'ci', 'p', '--skip-validate', '--insecure');
  await add('registry.example.com', '', '', '--skip-validate');
  await add('quay.io', 'robot', 'p', '--skip-validate');
  await add(longest, 'ci', 'p', '--skip-validate');
}

describe.each([60, 80, 120])('a terminal of %i columns', (columns) => {
  it('shows a line for each of thirty registries, its name whole, and the one that is wider alone', async () => {
    await open(columns);
    const { exitCode, text } = await screen.run('ts-reg registry list');
    expect(exitCode).toBe(0);
    const lines = text.split('\n');
    const names = lines.slice(1).filter((line) => !line.startsWith(' '));
    // The terminal breaks the names that are wider than itself.
    const lineCount = (name: string): number => Math.ceil(name.length / columns);
    expect(names).toHaveLength(28 + lineCount(long) + lineCount(longest));
    // Beside an ECR host, 60 columns have no room for an access key id.
    expect(lines[0]).toMatch(columns < 80 ? /^REGISTRY +TOKEN/ : /^REGISTRY +USER +TOKEN/);
    expect(names.join('')).toContain(longest);
    expect(text).not.toContain('tenant-7');
    if (columns >= 80) expect(text).toMatch(/^222222222222\S+ +profile dev/m);
  });
});
