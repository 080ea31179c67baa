/** The manual page as man itself renders it. */
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../src/cli/commands/program.js';
import { manPage } from '../../src/cli/manual/man-page.js';

const edition = { version: '1.2.3', date: '2026-01-02' };

it('is rendered by man without a warning', () => {
  const program = createProgram(
    '1.2.3',
    {
      factory: () => {
        throw new Error('no command runs');
      },
    },
    {
      writeOut: () => {
        throw new Error('nothing is printed');
      },
      columns: 80,
    },
  );
  const { stderr, stdout } = rendered(manPage(program, edition));
  expect(stderr).toBe('');
  expect(stdout).toContain('printenv TOKEN | ts-reg registry add registry.example.com ci --password-stdin');
});

it('shows the worst texts as they were written', () => {
  const worst = '.SH \'quoted\' "twice" C:\\n ~/x ^ ` --all';
  const program = new Command('tool').description(worst).option('--x-y <some-value>', worst);
  program.command('go').description(worst).argument('<file>', worst).addHelpText('after', `\nExample:\n  $ ${worst}`);
  const { stderr, stdout } = rendered(manPage(program, edition));
  expect(stderr).toBe('');
  expect(stdout.split(worst).length - 1).toBe(6);
});

function rendered(page: string): { readonly stderr: string; readonly stdout: string } {
  return spawnSync('man', ['--warnings', '-E', 'ascii', '-l', '-'], {
    input: page,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], MANWIDTH: '400', LC_ALL: 'C' },
  });
}
