/** The manual page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/commands/program.js';
import { environmentVariables } from '../../../src/cli/manual/environment-variables.js';
import { manPage } from '../../../src/cli/manual/man-page.js';

const edition = { version: '1.2.3', date: '2026-01-02' };
const root = join(import.meta.dirname, '..', '..', '..');

describe('the page of ts-reg', () => {
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
  const page = manPage(program, edition);

  it('has the sections of man-pages(7) in their order', () => {
    expect(page.match(/^\.SH .*$/gm)).toEqual(
      ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'COMMANDS', 'EXIT STATUS', 'ENVIRONMENT', 'FILES', 'SEE ALSO'].map(
        (name) => `.SH ${name}`,
      ),
    );
    expect(page.split('\n')[0]).toBe('.TH "TS\\-REG" "1" "2026\\-01\\-02" "ts\\-reg 1.2.3" "User Commands"');
  });

  it('names every command that help names, and no hidden one', () => {
    const titles = [...page.matchAll(/^\.SS "ts\\-reg ([a-z\\ -]+?)(?: \[?[A-Z].*)?"$/gm)].map(([, path]) =>
      path?.replaceAll('\\', ''),
    );
    expect(titles).toEqual(visiblePaths(program));
    expect(titles).toContain('registry add');
    expect(titles).not.toContain('complete');
  });

  it('names every option that the help of its command names', () => {
    for (const flag of ['--replace', '--password-stdin', '--skip-validate', '--watch', '--podman', '--url', '--local'])
      expect(page).toContain(`\\fB${flag.replaceAll('-', '\\-')}\\fR`);
  });

  it('has the examples of the help, to be typed as they stand', () => {
    expect(page).toContain(
      '\n\\&$ printenv TOKEN | ts\\-reg registry add registry.example.com ci \\-\\-password\\-stdin\n',
    );
  });

  it('names each variable of ours that the program reads', () => {
    const read = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('environment-variables.ts'))
      .flatMap((file) => readFileSync(join(root, 'src', file), 'utf8').match(/\bTS_REG_[A-Z_]+\b/g) ?? []);
    const named = new Set(
      environmentVariables.flatMap(([names]) => names.split(', ')).filter((name) => name.startsWith('TS_REG_')),
    );
    expect(named).toEqual(new Set(read));
  });

  it('is made the same twice', () => {
    expect(manPage(program, edition)).toBe(page);
  });
});

function visiblePaths(command: Command, path = ''): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => {
      const own = `${path} ${child.name()}`.trim();
      return child.commands.length === 0 ? [own] : visiblePaths(child, own);
    });
}
