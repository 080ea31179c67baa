import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { upstreamCommandError, upstreamCommands } from '../../src/anchore/upstream-commands.js';

interface RecordedCommand {
  readonly name: string;
  readonly subcommands: readonly string[];
}

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/anchore-cli/commands.json', import.meta.url), 'utf8'),
) as readonly RecordedCommand[];

describe('the commands of anchore-cli that ts-reg does not have', () => {
  it('are all that anchore-cli lists, but registry and help', () => {
    const theirs = recorded.filter(({ name }) => name !== 'registry' && name !== 'help');
    expect(upstreamCommands.map(({ name, subcommands }) => ({ name, subcommands }))).toEqual(theirs);
  });

  it.each(upstreamCommands)('are answered with a pointer to their tool: $name', ({ name }) => {
    const error = upstreamCommandError(name);
    expect([error?.kind, error?.exitCode]).toEqual(['usage', 2]);
    expect(error?.message).toContain(`'${name}'`);
    expect(error?.message).not.toContain('unknown');
    expect(error?.hint).toMatch(new RegExp(`^anchore-cli ${name} --help`));
  });

  it.each(['registry', 'help', 'imag', '', 'constructor', '__proto__'])('do not include %j', (word) => {
    expect(upstreamCommandError(word)).toBeUndefined();
  });
});
