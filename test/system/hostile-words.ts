/** Texts that become commands where a hint does not quote them, and stand-ins for every program that a hint names. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each runs `touch pwned`, or is cut into pieces, unless it is one quoted word. */
export const hostileWords: readonly string[] = [
  '$(touch pwned)',
  '`touch pwned`',
  'a;touch pwned;b',
  'a;{touch,pwned};b',
  "it's $(touch pwned) isn't",
  `"$(touch pwned)"`,
  String.raw`\'; touch pwned; \'`,
  String.raw`\\$(touch pwned)\\`,
  '$(touch${IFS}pwned)',
  'a|touch pwned&touch pwned',
  'a > b < c # d * ~ {e,f} [g]?',
  '!! !touch !$',
  '=touch',
  '~root',
  'größe 東京 🙂',
  '',
];

/** As above, with characters that a terminal acts on or does not show; dash has no way to write these in a word. */
export const unprintableWords: readonly string[] = [
  'a\ntouch pwned\nb',
  "a'\ntouch pwned\n'b",
  'a\r\ntouch pwned\u001b[2J',
  'a\u0007\t$(touch pwned)',
  'a\u202etouch pwned\u2066`touch pwned`',
  "\u2028'$(touch pwned)'\u200b",
];

/** Programs that hints name; `touch` is the one that no hint does. */
export const programs = [
  'ts-reg',
  'kubectl',
  'aws',
  'sudo',
  'chmod',
  'chown',
  'ls',
  'mv',
  'rm',
  'cp',
  'mkdir',
  'ps',
  'df',
  'dig',
  'getent',
  'curl',
  'openssl',
  'sed',
  'npm',
  'anchore-cli',
  'findmnt',
  'id',
  'printenv',
  'quota',
  'createdb',
] as const;

export interface StubbedShell {
  /**
   * Gives each script to the shell, in a folder of its own.
   * @returns for each the arguments that the programs were called with, and whether `touch` ran.
   */
  run(
    shell: readonly string[],
    scripts: readonly string[],
  ): readonly { readonly words: readonly string[]; readonly pwned: boolean }[];
  remove(): void;
}

/** A folder with stand-ins that write down what they are called with; nothing else is on the PATH. */
export function stubbedShell(): StubbedShell {
  const base = mkdtempSync(join(tmpdir(), 'ts-reg-hints-'));
  const bin = join(base, 'bin');
  mkdirSync(bin);
  for (const name of programs) writeStub(join(bin, name), `printf '%s\\0' "$@" >> "$RECORD.words"`);
  writeStub(join(bin, 'touch'), ': > "$RECORD.pwned"');
  let runs = 0;
  return {
    run: (shell, scripts) => {
      const folder = join(base, `run${(runs += 1)}`);
      mkdirSync(folder);
      for (const [index, script] of scripts.entries()) writeFileSync(join(folder, `${index}.script`), script);
      const driver = `cd "$1"; shift; i=0; while [ -e "$i.script" ]; do mkdir "$i"; (cd "$i"; RECORD="$PWD/../$i" PATH="$BIN" "$@" "$PWD/../$i.script") </dev/null >/dev/null 2>&1; i=$((i + 1)); done`;
      execFileSync('/bin/sh', ['-c', driver, 'driver', folder, ...shell], {
        env: { PATH: '/usr/bin:/bin', BIN: bin, HOME: base, LC_ALL: 'C.UTF-8' },
      });
      const files = new Set(readdirSync(folder));
      return scripts.map((_, index) => ({
        words: files.has(`${index}.words`)
          ? readFileSync(join(folder, `${index}.words`), 'utf8')
              .split('\0')
              .slice(0, -1)
          : [],
        pwned: files.has(`${index}.pwned`) || existsSync(join(folder, String(index), 'pwned')),
      }));
    },
    remove: () => {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

function writeStub(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}
