/**
 * Every hint of ts-reg, with hostile text in each hole, given to real shells: nothing runs, and the text arrives whole.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { hint, hintFromProcess, joinHints } from '../../src/system/hint.js';
import { hintTemplates, stringsOf, type Template } from './hint-templates.js';
import { onPlatform } from './on-platform.js';
import { programs, stubbedShell, unprintableWords } from './hostile-words.js';

const shells = stubbedShell();
afterAll(() => {
  shells.remove();
});

const templates = hintTemplates();
const withHoles = templates.filter(({ texts }) => texts.length > 1);

function filled(template: Template, word: string): string {
  return hint(stringsOf(template), ...template.texts.slice(1).map(() => word));
}

/** What people paste: all of it, or what begins with a program. Behind it the variables that a command may have set. */
function pastes(text: string, { texts }: Template): readonly string[] {
  const start = new RegExp(`(?<![\\w/-])(?:${programs.join('|')}|export|printf|echo)(?= )`, 'g');
  const commands = Array.from((texts[0] ?? '').matchAll(start), ({ index }) => text.slice(index));
  return [...new Set([text, ...commands])].map((paste) => `${paste}\nts-reg "$NO_PROXY" "$PATH" "$HTTPS_PROXY"\n`);
}

describe('the hints in src', () => {
  it('are there to be tested', () => {
    expect(templates.length).toBeGreaterThan(120);
    expect(withHoles.length).toBeGreaterThan(40);
  });

  it('have no quote, bracket or substitution left open before a hole', () => {
    // Within "$( … )" quotes begin anew (POSIX.1-2024, Shell Command Language §2.2.3).
    const open = withHoles.filter(({ texts }) =>
      texts.slice(0, -1).some((_, index) => isOpen(texts.slice(0, index + 1).join('x'))),
    );
    expect(open.map(({ place }) => place)).toEqual([]);
  });

  // shell-words.test.ts has each text for itself.
  const printable = `a; touch pwned; it's $(touch pwned) "\`touch pwned\`" \\'; {touch,pwned}; $(touch\${IFS}pwned)|touch pwned&~ !! #*ß🙂`;
  const unprintable = unprintableWords.join(' ');
  const cases = withHoles.flatMap((template) =>
    [printable, unprintable].flatMap((word) =>
      pastes(filled(template, word), template).map((script) => ({ template, word, script })),
    ),
  );

  it.each([
    ['/bin/sh', [printable]],
    ['/bin/bash', [printable, unprintable]],
  ] as const)(
    'run nothing in %s that is not theirs, and hand on every text whole',
    (shell, whole) => {
      const found = shells.run(
        [shell],
        cases.map(({ script }) => script),
      );
      const ran = cases.filter((_, index) => found[index]?.pwned);
      expect(ran.map(({ template, word }) => `${template.place}: ${word}`)).toEqual([]);
      const lost = withHoles.flatMap((template) =>
        whole
          .filter((word) => {
            const words = cases.flatMap((one, index) =>
              one.template === template && one.word === word ? (found[index]?.words ?? []) : [],
            );
            return isCommand(template) && !words.some((argument) => argument.includes(word));
          })
          .map((word) => `${template.place}: ${word}`),
      );
      expect(lost).toEqual([]);
    },
    120_000,
  );

  it.each(['-rf', '--output=/etc/passwd'])('give no program the option %s', { timeout: 120_000 }, (word) => {
    const scripts = withHoles
      .filter(isCommand)
      .flatMap((template) =>
        pastes(filled(template, word), template).map((script) => ({ template, script: script.split('\n')[0] ?? '' })),
      );
    const found = shells.run(
      ['/bin/sh'],
      scripts.map(({ script }) => script),
    );
    const given = scripts.filter((_, index) => found[index]?.words.includes(word));
    expect(given.map(({ template }) => template.place)).toEqual([]);
  });

  it('mostly hold a command, so that the test above looks at something', () => {
    expect(withHoles.filter(isCommand).length).toBeGreaterThan(30);
  });
});

/** Whether a program stands before the first hole. */
function isCommand(template: Template): boolean {
  return (
    pastes(template.texts.join('x'), template).length > 1 ||
    programs.some((name) => (template.texts[0] ?? '').startsWith(`${name} `))
  );
}

function isOpen(text: string): boolean {
  const closed = text.replace(/"\$\([^()]*\)"/g, '');
  const inner = closed.slice(closed.lastIndexOf('"$(') < 0 ? 0 : closed.lastIndexOf('"$(') + 3);
  return ["'", '"', '`'].some((quote) => (inner.split(quote).length - 1) % 2 === 1);
}

describe('hint', () => {
  it('fills in numbers, texts and lists of words', () => {
    expect(hint`ps -p ${7}`).toBe('ps -p 7');
    expect(hint`rm ${'/a b'}`).toBe("rm '/a b'");
    expect(hint`then: ${['ts-reg', 'get', 'a;b']}`).toBe("then: ts-reg get 'a;b'");
    expect(hint`nothing to fill in`).toBe('nothing to fill in');
  });

  it.each([
    [hint`chmod 600 ${'-x'}`, 'chmod 600 ./-x'],
    [hint`then: cp -p ${'/a'} ${'-b c'}`, "then: cp -p /a './-b c'"],
    [hint`aws sso login --profile ${'-x'}`, 'aws sso login --profile=-x'],
    [hint`aws sso login --profile ${'-x y'}`, "aws sso login --profile='-x y'"],
    [hint`ts-reg registry add ${'-x'} USER`, 'ts-reg registry add VALUE USER'],
    [hint`dig api.ecr.${'-x'}.amazonaws.com`, 'dig api.ecr.-x.amazonaws.com'],
    [hint`export TS_REG_HOME=${'-x'}`, 'export TS_REG_HOME=-x'],
    [hint`${'--region'} us-east-1`, '--region us-east-1'],
    [hint`ts-reg registry ${['list', '--wide']}`, 'ts-reg registry list --wide'],
  ])('keeps what begins with a dash from being an option: %s', (built, expected) => {
    expect(built).toBe(expected);
  });

  it('makes one line of a template that stands on several', () => {
    const built = hint`check the file, then:
      ts-reg registry list
      ${['--wide']}`;
    expect(built).toBe('check the file, then: ts-reg registry list --wide');
  });

  it('leaves a line break in a value to the quotes around it', () => {
    expect(hint`rm ${'a\nb'}`).not.toContain('rm a b');
  });

  it('puts hints together', () => {
    expect(joinHints(hint`for example: `, hint`timeout: 15`)).toBe('for example: timeout: 15');
    expect(hintFromProcess('ask')).toBe('ask');
  });
});

describe('on Windows', () => {
  it.each([
    [() => hint`export TS_REG_HOME=/path/to/a/folder`, "$env:TS_REG_HOME='/path/to/a/folder'"],
    [() => hint`export TS_REG_HOME=${'C:/x'}`, "$env:TS_REG_HOME='C:/x'"],
    [() => hint`export TS_REG_HOME=${"C:\\it's; calc"}`, "$env:TS_REG_HOME='C:\\it''s; calc'"],
    [() => hint`export TS_REG_HOME=${'a\nb'}`, "$env:TS_REG_HOME='VALUE'"],
    [() => hint`use a folder of your own: export A="$HOME/ts-reg"`, 'use a folder of your own: $env:A="$HOME/ts-reg"'],
    [() => hint`unset DOCKER_AUTH_CONFIG`, 'Remove-Item Env:DOCKER_AUTH_CONFIG'],
    [() => hint`ls -ld ${'export A=b'}`, "Get-Item 'export A=b'"],
    [() => hint`ts-reg registry list`, 'ts-reg registry list'],
  ])('a command is one of PowerShell: case %#', (make, expected) => {
    expect(onPlatform('win32', make)).toBe(expected);
  });
});
