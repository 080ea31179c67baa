/** The bash script in a real bash, without bash-completion. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { completionScripts } from '../../../../src/cli/commands/completion/shell-scripts.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

/** What TAB offers at the end of `line`; the program's answer to `words` is given to the script. */
async function offered(
  line: string,
  words: readonly string[],
  { cwd, before = '' }: { readonly cwd?: string; readonly before?: string } = {},
): Promise<readonly string[]> {
  const script = (await cli.run(['completion', 'bash'])).stdout;
  const answer = (await cli.run(['complete', '--', ...words])).stdout;
  const asked = ['complete', '--', ...words].join('|');
  const test = `${before}\n${script}\n${script}
ts-reg() { local IFS='|'; [ "$*" = "$ASKED" ] && printf '%s' "$ANSWER"; }
COMP_LINE=$LINE COMP_POINT=\${#LINE}
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
__ts_reg_complete
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const printed = execFileSync('bash', ['--norc', '-c', test], {
    encoding: 'utf8',
    stdio: 'pipe',
    cwd,
    env: { ...process.env, LINE: line, ANSWER: answer, ASKED: asked },
  });
  return printed.split('\n').filter((text) => text !== '');
}

it('offers commands and options, also when the script is loaded twice', async () => {
  expect(await offered('ts-reg registry up', ['registry', 'up'])).toEqual(['update']);
  expect(await offered('ts-reg registry add --registry-type ', ['registry', 'add', '--registry-type', ''])).toEqual([
    'docker_v2',
    'awsecr',
  ]);
});

it('offers the values of an option behind its =, as readline wants them', async () => {
  const words = ['registry', 'add', '--registry-type=aw'];
  expect(await offered('ts-reg registry add --registry-type=aw', words)).toEqual(['awsecr']);
});

it.each([
  ['ts-reg store rekey ', '', ['file', 'keyring', 'passphrase', 'it\\ is', 'keys/']],
  ['ts-reg store rekey ke', 'ke', ['keyring', 'keys/']],
  ['ts-reg registry apply ', '', ['it\\ is', 'keys/']],
  ['ts-reg registry export --output=it', '--output=it', ['it\\ is']],
])('offers names of files in bash 3.2 too, behind "%s"', async (line, last, expected) => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'it is'), '');
  const words = [...line.split(' ').slice(1, -1), last];
  // Bash 3.2 has no compopt.
  expect(await offered(line, words, { cwd: folder, before: 'enable -n compopt\ncompopt() { return 1; }' })).toEqual(
    expected,
  );
  rmSync(folder, { recursive: true });
});

it('goes on after the colon of a registry with a port', async () => {
  await cli.run(['registry', 'add', 'a.example.com:5000', 'u', 'p', '--skip-validate']);
  expect(await offered('ts-reg registry get a.ex', ['registry', 'get', 'a.ex'])).toEqual(['a.example.com:5000']);
  expect(await offered('ts-reg registry get a.example.com:50', ['registry', 'get', 'a.example.com:50'])).toEqual([
    '5000',
  ]);
});

it('runs nothing that stands on the line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  const word = `$(touch\${IFS}${join(folder, 'run')})`;
  expect(await offered(`ts-reg registry ${word}`, ['registry', word])).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

it.each(['x$(touch${IFS}pwned)', 'x`touch pwned`', 'x;touch pwned', "x'y z", 'x&touch', 'x>pwned'])(
  'quotes a name that a store holds: %s stays one word on the line',
  (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'completion-'));
    const test = `${completionScripts.get('bash') ?? ''}
ts-reg() { if [ "$1" = complete ]; then printf '%s\\n' "$NAME"; else printf '%s\\n' "$@"; fi; }
COMP_LINE='ts-reg registry get x' COMP_POINT=21
__ts_reg_complete
eval "ts-reg \${COMPREPLY[0]}"`;
    const printed = execFileSync('bash', ['--norc', '-c', test], {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, NAME: name },
    });
    expect(printed).toBe(`${name}\n`);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  },
);
