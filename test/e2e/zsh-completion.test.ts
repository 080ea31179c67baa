/** The zsh script in a real zsh on a terminal of its own: what TAB makes of a line. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-zsh-'));
  const { stdout } = await run(tsReg, ['completion', 'zsh']);
  writeFileSync(join(folder, 'script'), stdout);
  await run(tsReg, ['registry', 'add', 'a.example.com:5000', 'u', 'p', '--skip-validate'], {
    environment: environment(),
  });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A ts-reg that answers with this one candidate, whatever is stored: the script alone has to cope with it. */
function answering(candidate: string): void {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'candidate'), `${candidate}\n`);
  writeFileSync(join(folder, 'bin', 'ts-reg'), `#!/bin/sh\ncat '${join(folder, 'candidate')}'\n`, { mode: 0o755 });
}

function environment(): Readonly<Record<string, string>> {
  return {
    TS_REG_HOME: join(folder, 'home'),
    HOME: folder,
    TERM: 'xterm',
    PATH: `${join(folder, 'bin')}:${dirname(tsReg)}:${process.env['PATH'] ?? ''}`,
  };
}

/**
 * The line after TAB, as the shell itself tells it: a widget writes its buffer down. TAB completes only: zsh's own
 * expands.
 */
async function completed(line: string): Promise<string> {
  const out = join(folder, 'out');
  for (const path of [out, join(folder, 'ready')]) rmSync(path, { force: true });
  const session = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; source ${folder}/script'
zpty -w shell 'tell() { print -r -- "$BUFFER" > ${out}; BUFFER=; }; zle -N tell; bindkey "^T" tell; bindkey "^I" complete-word'
zpty -w shell 'touch ${folder}/ready'
repeat 200; do [[ -e ${folder}/ready ]] && break; sleep 0.05; done
zpty -w -n shell "$LINE"$'\\t\\x14'
repeat 200; do [[ -e ${out} ]] && break; sleep 0.05; done
cat ${out}
zpty -d shell`;
  const { stdout } = await run('zsh', ['-f', '-c', session], { environment: { ...environment(), LINE: line } });
  return stdout.replace(/\n$/, '');
}

it('completes commands, option values and stored registries', async () => {
  expect(await completed('ts-reg registry upd')).toBe('ts-reg registry update ');
  expect(await completed('ts-reg registry add --registry-type aw')).toBe('ts-reg registry add --registry-type awsecr ');
  expect(await completed('ts-reg registry get a.ex')).toMatch(/^ts-reg registry get a\.example\.com\\?:5000 $/);
});

it.each([
  ['ts-reg registry list --js', 'ts-reg registry list --json '],
  ['ts-reg registry add --registry-type=aw', 'ts-reg registry add --registry-type=awsecr '],
  ['ts-reg registry export --format doc', 'ts-reg registry export --format docker-config '],
  ['ts-reg registry apply FOLDER/regis', 'ts-reg registry apply FOLDER/registries.yaml '],
  ['ts-reg registry export --output FOLDER/regis', 'ts-reg registry export --output FOLDER/registries.yaml '],
  ['ts-reg registry export --output=FOLDER/regis', 'ts-reg registry export --output=FOLDER/registries.yaml '],
  ['ts-reg store rekey FOLDER/regis', 'ts-reg store rekey FOLDER/registries.yaml '],
  ['ts-reg store rekey pass', 'ts-reg store rekey passphrase '],
])('makes of "%s" the line "%s"', async (typed, line) => {
  writeFileSync(join(folder, 'registries.yaml'), '');
  expect(await completed(typed.replace('FOLDER', folder))).toBe(line.replace('FOLDER', folder));
});

it.each(['ts-reg registry $(true>RUN)', 'ts-reg registry --x$(true>RUN)=', 'ts-reg registry add `true>RUN`'])(
  'runs nothing that is typed: %s',
  async (line) => {
    await completed(line.replace('RUN', join(folder, 'run')));
    expect(readdirSync(folder)).not.toContain('run');
  },
);

// `>` makes the file without a program; the line with the candidate is then run, with `print` for `ts-reg`.
it.each(['x$(true>RUN)', 'x`true>RUN`', 'x;true>RUN', "x'$(true>RUN)'", 'x&&true>RUN', '=(true>RUN)x'])(
  'inserts the candidate %s as one quoted word',
  async (candidate) => {
    const hostile = candidate.replace('RUN', join(folder, 'run'));
    answering(hostile);
    const line = await completed(`ts-reg registry get ${candidate.startsWith('x') ? 'x' : ''}`);
    expect(readdirSync(folder)).not.toContain('run');
    const pasted = line.replace(/^ts-reg registry get/, 'print -r --');
    const { stdout } = await run('zsh', ['-f', '-c', pasted], { environment: environment() });
    expect(stdout).toBe(`${hostile}\n`);
    expect(readdirSync(folder)).not.toContain('run');
  },
);
