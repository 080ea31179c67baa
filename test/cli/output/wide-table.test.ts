/** `list --wide`. */
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { wideTable } from '../../../src/cli/output/wide-table.js';
import type { RegistryView } from '../../../src/registry/backend.js';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const view = (fields: Partial<RegistryView>): RegistryView => ({
  registry: 'r.example.com', name: 'r', type: 'docker_v2', user: 'ci', verifyTls: true, createdAt: '', updatedAt: '2026-01-02T03:04:05Z', wire: {}, ...fields,
});
const views = [view({ verifyTls: false, user: '' }), view({ registry: host, name: undefined, type: 'awsecr', user: 'AKIAIOSFODNN7EXAMPLE' })];
const states = new Map([[host, { state: 'fresh' as const, expiresAt: 41_520_000 }]]);

function table(columns?: number, level: 0 | 1 = 0): string {
  return wideTable(views, { states, now: 0, columns, output: { foreign: (text) => text, paint: new Chalk({ level }) } });
}

describe('the wide table', () => {
  it('is complete in a pipe', () => {
    expect(table()).toBe(
      [
        'REGISTRY                                      NAME  TYPE       USER                  TLS       TOKEN          UPDATED',
        `${host}  N/A   awsecr     AKIAIOSFODNN7EXAMPLE  verified  valid 11h 32m  2026-01-02T03:04:05Z`,
        'r.example.com                                 r     docker_v2  (anonymous)           insecure  -              2026-01-02T03:04:05Z',
        '',
      ].join('\n'),
    );
  });

  it.each([100, 90, 80])('fits a terminal of %i columns, names cut in the middle', (columns) => {
    for (const line of table(columns).trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(table(columns)).toContain('…');
  });

  it('never cuts what tells registries apart to nothing', () => {
    expect(table(20)).toMatch(/^r\.example\.com|1234/m);
  });

  it('is printed for any number of registries', () => {
    const many = Array.from({ length: 150_000 }, (_, index) => view({ registry: `r${index}` }));
    const text = wideTable(many, { states, now: 0, columns: undefined, output: { foreign: (cell) => cell, paint: new Chalk({ level: 0 }) } });
    expect(text.split('\n')).toHaveLength(150_002);
  });

  it('shows the state of a token in colour', () => {
    expect(table(undefined, 1)).toContain('\u001b[32mvalid 11h 32m');
    expect(table(undefined, 1)).toContain('\u001b[35minsecure');
  });
});
