import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsFrom } from '../../../src/anchore/registry-wire.js';
import { registryTable } from '../../../src/cli/output/registry-table.js';
import type { RegistryView } from '../../../src/registry/backend.js';
import { readTranscript } from '../../support/loopback-anchore-transcript.js';

const asIs = (text: string): string => text;

const printed = readTranscript()
  .filter(
    ({ args, recorded, difference }) =>
      !args.includes('--json') &&
      args.includes('list') &&
      recorded.exitCode === 0 &&
      !difference?.in.includes('stdout'),
  )
  .filter(({ environment }) => environment?.['ANCHORE_CLI_JSON'] === undefined);

function view(fields: Partial<RegistryView>): RegistryView {
  return {
    registry: 'r',
    name: 'n',
    type: 't',
    user: 'u',
    verifyTls: true,
    createdAt: '',
    updatedAt: '',
    wire: {},
    ...fields,
  };
}

describe('the table of registries', () => {
  it('has something to compare with', () => {
    expect(printed.length).toBeGreaterThan(8);
  });

  it.each(printed)('is byte for byte what anchore-cli prints: $name', ({ recorded }) => {
    const views = viewsFrom(recorded.replies.at(-1) ?? '', new URL('http://127.0.0.1/v1/registries'));
    expect(`${registryTable(views, asIs)}\n`).toBe(recorded.stdout);
  });

  it('sorts by code points, whatever the order of the answer', () => {
    const names = ['\u{1f433}', '\uff5e', 'b', 'B', 'a'];
    const table = registryTable(
      names.map((registry) => view({ registry })),
      asIs,
    );
    expect(
      table
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['B', 'a', 'b', '\uff5e', '\u{1f433}']);
  });

  it('says N/A for a registry without a name', () => {
    expect(registryTable([view({ name: undefined })], asIs).split('\n')[1]).toContain('N/A');
  });

  it('measures what the sanitiser lets through', () => {
    const table = registryTable([view({ name: 'a\u001b[2Jb' })], (text) => text.replace(/[^ -~]/g, '?'));
    expect(table).toContain('a?[2Jb        t');
  });

  it('gives every line of printable names the same length', () => {
    const name = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.record({ registry: name, name, type: name, user: name }), { minLength: 1 }), (rows) => {
        const lines = registryTable(rows.map(view), asIs).split('\n');
        expect(lines).toHaveLength(rows.length + 1);
        expect(new Set(lines.map((line) => line.length)).size).toBe(1);
      }),
    );
  });
});
