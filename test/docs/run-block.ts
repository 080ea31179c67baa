/**
 * Runs a block of shell commands as a reader would: bash, a home of their own, ts-reg on the PATH, a terminal if one is
 * asked for.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tsReg } from '../support/spawned.js';
import { secrets } from './docs-cloud.js';
import { type Block, blocksOf } from './markdown.js';

/** Somebody's home folder, and what they have set. */
export interface Reader {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface BlockResult {
  readonly exitCode: number;
  readonly output: string;
}

/** What a reader answers to a question, once. */
export type Answer = readonly [question: RegExp, answer: string];

type SetUp = (reader: Reader) => Promise<void>;

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

/** What a block may wish to find, in the words of its comment. */
const setUps: Readonly<Record<string, SetUp>> = {
  'role allowed': (reader) => put(reader, '.config/ts-reg/config.yaml', 'allow_awsecr_iam_auto: True\n'),
  'profile dev': (reader) =>
    put(
      reader,
      '.aws/config',
      `[profile dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secrets.secretAccessKey}\n`,
    ),
  'a docker login': (reader) =>
    put(
      reader,
      '.docker/config.json',
      JSON.stringify({
        auths: { 'registry.example.com': { auth: Buffer.from(`ci:${secrets.registryPassword}`).toString('base64') } },
      }),
    ),
  // The recipe for ECR as it stands in the text.
  'ci/registries.sh': (reader) => put(reader, 'ci/registries.sh', recipe('docs/ci.md', 'awsauto --replace')),
  'both stored': (reader) =>
    runScript(
      reader,
      [
        `TS_REG_PASSWORD='${secrets.secretAccessKey}' ts-reg registry add ${ecr} AKIAIOSFODNN7EXAMPLE`,
        'TS_REG_PASSWORD="$TOKEN" ts-reg registry add registry.example.com ci',
      ].join('\n'),
    ).then(mustBeDone),
};

/** The questions of ts-reg, and what this reader answers. */
const answers: readonly Answer[] = [
  [/Password of admin:/, secrets.engine],
  [/User at registry\.example\.com:/, 'ci'],
  [/Password of ci at registry\.example\.com:/, secrets.registryPassword],
  [/PASSWORD_CI:/, secrets.registryPassword],
  [/Secret access key of AKIAIOSFODNN7EXAMPLE:/, secrets.secretAccessKey],
  [/New passphrase:/, 'four random words here'],
  [/New passphrase again:/, 'four random words here'],
  [/Passphrase of the registry store:/, 'four random words here'],
];

/**
 * `continued`, the home of the block above, and its key are the caller's business. @throws for a wish that nobody
 * knows.
 */
export async function runBlock(
  reader: Reader,
  { text, wishes }: Block,
): Promise<BlockResult & { readonly expectedExit: number }> {
  for (const wish of wishes) {
    if (setUps[wish] === undefined && !/^(continued|the key of the block above|on a terminal|exit \d+)$/.test(wish))
      throw new Error(`no such wish: ${wish}`);
    await setUps[wish]?.(reader);
  }
  const expectedExit = Number(wishes.find((wish) => wish.startsWith('exit '))?.slice(5) ?? 0);
  const result = await runScript(reader, text, wishes.includes('on a terminal') ? answers : undefined);
  return { ...result, expectedExit };
}

/**
 * Every command must succeed, in pipes too. With answers it runs on a terminal (script(1)), where each question is
 * answered once.
 */
export function runScript(reader: Reader, text: string, known?: readonly Answer[]): Promise<BlockResult> {
  const onTerminal = known !== undefined;
  const script = join(reader.home, '.block.sh');
  writeFileSync(script, `set -eo pipefail\n${text}\n`);
  const [program, args] = onTerminal
    ? ([
        'script',
        ['--quiet', '--flush', '--return', '--command', `stty cols 200; exec bash '${script}'`, '/dev/null'],
      ] as const)
    : (['bash', [script]] as const);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: reader.home, env: environmentOf(reader) });
    const open = new Map(known ?? []);
    let output = '';
    const read = (chunk: string): void => {
      output += chunk;
      for (const [question, answer] of open) {
        if (!question.test(output)) continue;
        open.delete(question);
        child.stdin.write(`${answer}\r`);
      }
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.stdin.on('error', () => undefined);
    if (!onTerminal) child.stdin.end();
    child.on('error', reject).on('close', (code) => {
      resolve({ exitCode: code ?? 255, output });
    });
  });
}

function environmentOf({ home, environment }: Reader): Record<string, string> {
  return {
    PATH: `${dirname(tsReg)}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
    ...environment,
  };
}

function recipe(document: string, marker: string): string {
  const block = blocksOf(readFileSync(join(import.meta.dirname, '..', '..', document), 'utf8')).find(
    ({ language, text }) => language === 'sh' && text.includes(marker),
  );
  if (block === undefined) throw new Error(`${document} has no block with ${marker}`);
  return block.text;
}

async function put({ home }: Reader, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true, mode: 0o700 });
  await writeFile(join(home, path), text, { mode: 0o600 });
}

function mustBeDone({ exitCode, output }: BlockResult): void {
  if (exitCode !== 0) throw new Error(`the set-up ended with ${exitCode}: ${output}`);
}
