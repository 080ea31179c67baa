/**
 * `npm start`: plays the main job of ts-reg against a loopback AWS and registry, and shows every command with its
 * answer.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';

const program = join(import.meta.dirname, '..', 'bin', 'ts-reg');
const home = await mkdtemp(join(tmpdir(), 'ts-reg-demo-'));
const cloud = await startLoopbackCloud();
try {
  process.exitCode = await play(cloud);
} finally {
  await cloud.close();
  await rm(home, { recursive: true, force: true });
}

async function play({ aws, registry, registryHost, key, imds }: LoopbackCloud): Promise<number> {
  say('ts-reg, the main job. Simulated, on loopback: AWS (ECR and STS, with real SigV4 verification), the instance');
  say(
    'metadata service, and the ECR registry, which accepts only tokens issued here. Real: everything that ts-reg does.',
  );
  const steps: readonly Step[] = [
    {
      title: 'Keys that AWS does not know are refused, and nothing is stored',
      args: ['registry', 'add', registryHost, key.accessKeyId, 'not-the-secret'],
      exit: 1,
    },
    {
      title: 'The right keys: AWS gives a token, the registry accepts it, the record is sealed',
      args: ['registry', 'add', registryHost, key.accessKeyId, key.secretAccessKey],
      hide: key.secretAccessKey,
    },
    {
      title: 'Twice is a conflict',
      args: ['registry', 'add', registryHost, key.accessKeyId, key.secretAccessKey],
      hide: key.secretAccessKey,
      exit: 2,
    },
    { title: 'What is stored', args: ['registry', 'list'] },
    { title: 'With the state of the token', args: ['registry', 'list', '--wide'] },
    { title: 'One registry, as the Anchore API would answer', args: ['registry', 'get', registryHost, '--json'] },
    {
      title: 'A password for docker login --password-stdin (shortened here), from the kept token',
      args: ['registry', 'token', registryHost],
      shorten: true,
    },
    {
      title: 'The role of this machine is refused until config.yaml allows it',
      args: ['registry', 'update', registryHost, 'awsauto'],
      exit: 1,
    },
    {
      title: 'Allowed: credentials from the instance metadata service (IMDSv2 only)',
      args: ['registry', 'update', registryHost, 'awsauto'],
      before: allowAmbientRole,
    },
    { title: 'Gone, with its token', args: ['registry', 'del', registryHost] },
    { title: 'Nothing is left', args: ['registry', 'get', registryHost], exit: 1 },
  ];
  let failures = 0;
  for (const step of steps) failures += (await show(step)) ? 0 : 1;
  const accepted = registry.requests.filter((request) => request.headers.authorization !== undefined).length;
  say(
    `\nAWS saw ${aws.count('GetAuthorizationToken')} GetAuthorizationToken calls, the registry ${accepted} pings with a token, the metadata service ${imds.version1Requests} requests of version 1.`,
  );
  say(failures === 0 ? 'Every command ended as it should.' : `${failures} commands did not end as they should.`);
  return failures === 0 ? 0 : 1;
}

interface Step {
  readonly title: string;
  readonly args: readonly string[];
  /** Shown as `…` in the command line. */
  readonly hide?: string;
  /** Shows the first characters of the answer only. */
  readonly shorten?: boolean;
  /** Expected exit code, 0 unless told. */
  readonly exit?: number;
  readonly before?: () => Promise<void>;
}

async function allowAmbientRole(): Promise<void> {
  await writeFile(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n', { mode: 0o600 });
  say('\n$ echo "allow_awsecr_iam_auto: True" > config.yaml');
}

async function show(step: Step): Promise<boolean> {
  await step.before?.();
  say(`\n# ${step.title}`);
  say(`$ ts-reg ${step.args.map((arg) => (arg === step.hide ? '…' : arg)).join(' ')}`);
  const { output, exitCode } = await run(step.args);
  const text = step.shorten ? `${output.slice(0, 40)}… (${output.trimEnd().length} characters)` : output.trimEnd();
  if (text !== '') say(text);
  const expected = step.exit ?? 0;
  if (exitCode !== 0) say(`(exit ${exitCode})`);
  if (exitCode !== expected) say(`!! expected exit ${expected}`);
  return exitCode === expected;
}

function run(args: readonly string[]): Promise<{ output: string; exitCode: number }> {
  const environment = { PATH: process.env['PATH'], TS_REG_HOME: home, ...cloud.environment };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject).on('close', (code) => {
      resolve({ output, exitCode: code ?? 1 });
    });
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
