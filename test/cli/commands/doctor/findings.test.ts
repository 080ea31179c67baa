/** What doctor says about one thing. */
import { describe, expect, it } from 'vitest';
import { fine, printFindings, problem, remark } from '../../../../src/cli/commands/doctor/findings.js';
import { Output } from '../../../../src/cli/output/output.js';
import { displayWidth } from '../../../../src/cli/output/table-text.js';
import { hint } from '../../../../src/system/hint.js';
import { type CliOptions, textWorld } from '../../../support/cli-run.js';

it('is fine, a remark or a problem, with the way out where there is one', () => {
  expect(fine('store', 'all is well')).toEqual({
    level: 'ok',
    subject: 'store',
    message: 'all is well',
    fix: undefined,
  });
  expect(remark('network', 'a proxy')).toEqual({
    level: 'remark',
    subject: 'network',
    message: 'a proxy',
    fix: undefined,
  });
  expect(remark('docker', 'not set up', hint`ts-reg configure-docker`)).toMatchObject({
    level: 'remark',
    fix: 'ts-reg configure-docker',
  });
  expect(problem('clock', 'is wrong', hint`set it`)).toEqual({
    level: 'problem',
    subject: 'clock',
    message: 'is wrong',
    fix: 'set it',
  });
});

const findings = [
  fine('store', 'sound'),
  remark('network', 'a proxy'),
  problem('r.example.com', 'no\u001b[31m', hint`mend it`),
];

function printed(options: CliOptions, list = findings, json = false): string {
  const { world, texts } = textWorld(options);
  printFindings(new Output(world, { json, debug: false }), list, world.stdout.columns);
  return texts().stdout;
}

/** Without our own colours. */
function bare(text: string): string {
  // eslint-disable-next-line no-control-regex -- a colour is an escape sequence
  return text.replace(/\u001b\[\d+m/g, '');
}

const plain =
  'ok      store: sound\nnote    network: a proxy\nPROBLEM r.example.com: no\\u{1b}[31m\n        fix: mend it\n';

it('in a pipe is a word and a line for each finding, the way out below it, foreign text made safe', () => {
  expect(printed({})).toBe(plain);
});

describe('on a terminal', () => {
  it('has ticks and colours', () => {
    const text = printed({ terminal: 80 });
    expect(text).toContain('\u001b[32m✓\u001b[39m \u001b[1mstore\u001b[22m: sound');
    expect(bare(text)).toBe('✓ store: sound\n! network: a proxy\n✗ r.example.com: no\\u{1b}[31m\n  fix: mend it\n');
  });

  it('has neither with NO_COLOR', () => {
    expect(printed({ terminal: 80, environment: { NO_COLOR: '1' } })).toBe(plain);
  });

  it('is wrapped between words, but never what is to be copied', () => {
    const fix = hint`ts-reg configure-docker a.example.com b.example.com c.example.com`;
    const lines = bare(
      printed({ terminal: 40 }, [
        problem('docker', 'config.json does not use ts-reg for a.example.com, b.example.com', fix),
      ]),
    )
      .trimEnd()
      .split('\n');
    expect(lines.pop()).toBe(`  fix: ${fix}`);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => displayWidth(line) <= 40)).toBe(true);
    expect(lines.map((line) => line.slice(2)).join(' ')).toBe(
      'docker: config.json does not use ts-reg for a.example.com, b.example.com',
    );
  });

  it('keeps a word that is longer than the terminal in one piece', () => {
    const path = `/${'x'.repeat(60)}`;
    expect(bare(printed({ terminal: 40 }, [fine('store', `in ${path}`)]))).toBe(`✓ store: in\n  ${path}\n`);
  });
});

it('is an array for programs', () => {
  expect(JSON.parse(printed({}, findings, true))).toEqual([
    { level: 'ok', subject: 'store', message: 'sound', fix: null },
    { level: 'remark', subject: 'network', message: 'a proxy', fix: null },
    { level: 'problem', subject: 'r.example.com', message: 'no\u001b[31m', fix: 'mend it' },
  ]);
});
