/** Types the commands of a hint as a person does: as a line of a real shell, in the same broken world. */
import { expect } from 'vitest';
import { guardCodes } from './typed-guard.js';
import type { Ended } from './spawned.js';

export interface Typing {
  /** The whole of what the failed command wrote to stderr, or the findings of doctor. */
  readonly output: string;
  /** The line of the shell that failed. */
  readonly failed: string;
  /** One shell, in the same world. */
  readonly shell: (line: string) => Promise<Ended>;
  /** Puts what a person knows in the place of stand-ins such as ACCESS_KEY_ID. */
  readonly filled: (command: string) => string;
  /** Called before a hint is followed that says to try again later. */
  readonly later?: () => void;
}

const programs =
  'ts-reg|aws|sudo|curl|getent|dig|export|unset|chmod|chown|rm|mv|cp|ls|df|ps|mkdir|printf|echo|printenv|sed|openssl|npm|iconv|podman';
/** What is typed on another machine, in the console of AWS or with the rights of root. */
const forPeople = /^(?:aws|sudo) /;
/** They look and change nothing; a person reads what they print. */
const looks = /^(?:ls|df|ps|curl|getent|dig|openssl|ts-reg (?:doctor|registry (?:check|list)))(?: |$)/;
const start = new RegExp(
  String.raw`(?:^|(?<=[:;?,] )|(?<=[;,] or )|(?<=[;,] (?:or|then): )|(?<= proxy: ))(?=(?:${programs})(?: |$))`,
  'g',
);
/** Hints with nothing to type: somebody else has to act, or an option is to be left out. */
const wordsAlone: readonly RegExp[] = [
  /^no policy of this account helps: a (?:service|resource) control policy .* ask its administrators$/,
  /^attach the policy \w+, which allows .* on \*: arn:aws/,
  /^a policy denies .* explicitly; look for its Deny statement$/,
  // Lines for a file, and what only the person knows.
  /^(?:for example: )?(?:allow_awsecr_iam_auto|ca_file|endpoints|key|key_file|name|password|registry|role|store|timeout|user): \S/,
  /^for example: TS_REG_KEY=\$\(openssl rand -base64 32\)$/,
  /^did you mean [\w.]+\?$/,
  /^set \w+ in the environment of this command$/,
  /^name a config\.json of docker or an auth\.json of podman: ~\/\.docker\/config\.json$/,
  /^if a proxy inspects TLS here, trust its certificate authority in config\.yaml: ca_file: \/path\/to\/ca\.pem$/,
];

/** The hints of an output, without `hint:` or doctor's `fix:` before them. */
function hintsIn(output: string): readonly string[] {
  return Array.from(output.matchAll(/^(?:hint:| {8}fix:) (.*)$/gm), ([, text = '']) => text);
}

/** The commands in a hint, each up to the next words: `COMMAND, or: COMMAND`. */
function commandsIn(hint: string): readonly string[] {
  return Array.from(hint.matchAll(start), ({ index }) => hint.slice(index, endOf(hint, index)));
}

function endOf(hint: string, from: number): number {
  let quote = '';
  for (let index = from; index < hint.length; index += 1) {
    const character = hint[index] ?? '';
    if (quote === '' && /['"]/.test(character)) quote = character;
    else if (character === quote) quote = '';
    else if (quote === '' && /^(?:; |, |\? | \()/.test(hint.slice(index))) return index;
  }
  return hint.length;
}

/**
 * Requires of every hint that there is one, that it has no secret, and that each command runs in the shell and does not
 * end with the failure that it is for.
 */
export async function typeHints(typing: Typing): Promise<void> {
  const hints = hintsIn(typing.output);
  expect(hints, typing.output).not.toEqual([]);
  const failure = failuresIn(typing.output);
  for (const hint of hints) {
    expect(hint).not.toMatch(/SECRET|PASSWORD\b(?!-)|wJalr|--password(?!-stdin)/);
    const commands = commandsIn(hint);
    if (commands.length === 0)
      expect(
        wordsAlone.some((words) => words.test(hint)),
        `nothing to type: ${hint}`,
      ).toBe(true);
    for (const command of commands.filter((one) => !forPeople.test(one))) {
      if (/again (?:in a minute|later)|; renew it, then:/.test(hint)) typing.later?.();
      const line = typing.filled(command);
      expect(line, `not filled in: ${hint}`).not.toMatch(/[ =](?:[A-Z]+_[A-Z_]+|\/path\/to\/\S+)(?: |$)/);
      const ended = await typing.shell(
        looks.test(command) || command.startsWith('ts-reg') ? line : `${line} && ${typing.failed}`,
      );
      const words = `${line}\n${ended.stdout}${ended.stderr}`;
      expect(words).not.toMatch(/^\/?[\w/]*sh: |command not found|unknown option|unknown command|too many arguments/m);
      expect([126, 127, ...guardCodes], words).not.toContain(ended.exitCode);
      if (looks.test(command) && !command.startsWith('ts-reg')) continue;
      const again = failuresIn(`${ended.stdout}\n${ended.stderr}`);
      // A look at what is wrong may name it; a step that is to help may not end there.
      if (!looks.test(command) || command.includes('registry list'))
        expect(
          again.filter((one) => failure.includes(one)),
          words,
        ).toEqual([]);
    }
  }
}

/** The messages of errors; those of doctor are its problems, not how many there are. */
function failuresIn(output: string): readonly string[] {
  return Array.from(output.matchAll(/^(?:Error:(?! doctor found)|PROBLEM) (.*)$/gm), ([, text = '']) => text);
}
