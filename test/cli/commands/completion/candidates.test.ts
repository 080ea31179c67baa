/** What TAB offers, by the command tree alone. */
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { candidatesFor } from '../../../../src/cli/commands/completion/candidates.js';

function tree(): Command {
  const program = new Command('x').option('--json', 'print JSON').option('--url <url>', 'a URL');
  const registry = program.command('registry').summary('all about registries');
  registry.command('get').alias('show').summary('show one').argument('<registry>').option('--wide', 'more');
  registry.command('read').argument('<file>').argument('[others...]').option('--to <file>', 'where to');
  return program;
}

const values = (...words: readonly string[]): readonly string[] =>
  candidatesFor(tree(), words, ['a.example', 'b.example']).candidates.map(({ value }) => value);

it('tells what a command and an option are for', () => {
  expect(candidatesFor(tree(), ['reg'], []).candidates).toEqual([
    { value: 'registry', description: 'all about registries' },
  ]);
  expect(candidatesFor(tree(), ['registry', 'get', '--w'], []).candidates).toEqual([
    { value: '--wide', description: 'more' },
  ]);
});

it('takes the value of an option for no argument', () => {
  expect(values('registry', '--url', 'get', 'sh')).toEqual([]);
  expect(values('registry', '--url=u', 'g')).toEqual(['get']);
  expect(values('registry', 'get', '--url', 'u', 'a')).toEqual(['a.example']);
});

it('goes on behind an alias, and behind words that it does not know', () => {
  expect(values('registry', 'show', 'b')).toEqual(['b.example']);
  expect(values('nothing', 'reg')).toEqual([]);
});

it('asks for names of files where the tree says file', () => {
  const withFiles = (...words: readonly string[]): boolean => candidatesFor(tree(), words, []).withFiles;
  expect(withFiles('registry', 'read', '')).toBe(true);
  expect(withFiles('registry', 'read', '--to', '')).toBe(true);
  expect(withFiles('registry', 'read', '--to=')).toBe(true);
  expect(withFiles('registry', 'read', 'f', 'x')).toBe(false);
  expect(withFiles('registry', 'get', '')).toBe(false);
});
