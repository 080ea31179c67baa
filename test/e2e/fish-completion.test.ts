/** The fish script in a real fish: what it offers for a line. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run, tsReg } from '../support/spawned.js';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-fish-'));
  const { stdout } = await run(tsReg, ['completion', 'fish']);
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
  // As `ts-reg complete` answers: the directive that no file names belong here comes last.
  writeFileSync(join(folder, 'candidate'), `${candidate}\n:4\n`);
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

/** The candidates for the end of `line`, without what fish says about them. */
async function offered(line: string): Promise<readonly string[]> {
  const { stdout, stderr } = await run(
    'fish',
    ['--no-config', '-c', `source ${folder}/script; complete --do-complete "$LINE"`],
    { environment: { ...environment(), LINE: line } },
  );
  expect(stderr).toBe('');
  return stdout
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => text.split('\t')[0] ?? '');
}

it('offers commands, options, their values and stored registries', async () => {
  expect(await offered('ts-reg registry upd')).toEqual(['update']);
  expect(await offered('ts-reg registry add --skip')).toEqual(['--skip-validate']);
  expect(await offered('ts-reg registry add --registry-type aw')).toEqual(['awsecr']);
  expect(await offered('ts-reg registry get a.ex')).toEqual(['a.example.com:5000']);
});

it.each([
  ['ts-reg registry list --js', ['--json']],
  ['ts-reg registry add --registry-type=aw', ['--registry-type=awsecr']],
  ['ts-reg registry export --shell pow', ['powershell']],
  ['ts-reg registry apply FOLDER/regis', ['FOLDER/registries.yaml']],
  ['ts-reg registry export --output FOLDER/regis', ['FOLDER/registries.yaml']],
  ['ts-reg registry export --output=FOLDER/regis', ['--output=FOLDER/registries.yaml']],
  ['ts-reg store rekey FOLDER/regis', ['FOLDER/registries.yaml']],
  ['ts-reg store rekey pass', ['passphrase']],
  ['ts-reg registry get FOLDER/regis', []],
])('offers behind "%s": %j', async (line, expected) => {
  writeFileSync(join(folder, 'registries.yaml'), '');
  expect(await offered(line.replace('FOLDER', folder))).toEqual(expected.map((text) => text.replace('FOLDER', folder)));
});

it.each(['ts-reg registry (touch RUN)', 'ts-reg registry --x=(touch RUN)', 'ts-reg registry "$(touch RUN)"'])(
  'runs nothing that is typed: %s',
  async (line) => {
    await offered(line.replace('RUN', join(folder, 'run')));
    expect(readdirSync(folder)).not.toContain('run');
  },
);

it.each(['x$(true>RUN)', 'x(true>RUN)', 'x;true>RUN', "x'$(true>RUN)'", 'x&&true>RUN', 'x{a,b}>RUN'])(
  'offers the candidate %s as text, and runs nothing of it',
  async (candidate) => {
    const hostile = candidate.replace('RUN', join(folder, 'run'));
    answering(hostile);
    expect(await offered('ts-reg registry get x')).toEqual([hostile]);
    expect(readdirSync(folder)).not.toContain('run');
  },
);
