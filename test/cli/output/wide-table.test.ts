/** `list --wide`. */
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { durationText, tokenStateText, wideTable } from '../../../src/cli/output/wide-table.js';
import type { RegistryView } from '../../../src/registry/backend.js';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const view = (fields: Partial<RegistryView>): RegistryView => ({
  registry: 'r.example.com',
  name: 'r',
  type: 'docker_v2',
  user: 'ci',
  verifyTls: true,
  createdAt: '',
  updatedAt: '2026-01-02T03:04:05Z',
  wire: {},
  ...fields,
});
const views = [
  view({ verifyTls: false, user: '' }),
  view({ registry: host, name: undefined, type: 'awsecr', user: 'AKIAIOSFODNN7EXAMPLE' }),
];
const states = new Map([[host, { state: 'fresh' as const, expiresAt: 41_520_000 }]]);

function table(columns?: number, level: 0 | 1 = 0): string {
  return wideTable(views, {
    states,
    now: 0,
    columns,
    output: { foreign: (text) => text, paint: new Chalk({ level }) },
  });
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

  it.each([110, 100, 90, 80, 60, 40])('fits a terminal of %i columns, long names cut in the middle', (columns) => {
    for (const line of table(columns).trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    if (columns < 59) expect(table(columns)).toContain('…');
    else expect(table(columns)).toContain(host);
  });

  it.each([
    [120, 'REGISTRY NAME TYPE USER TLS TOKEN UPDATED'],
    [100, 'REGISTRY TYPE USER TLS TOKEN'],
    [80, 'REGISTRY TLS TOKEN'],
    [60, 'REGISTRY TOKEN'],
    [40, 'REGISTRY TOKEN'],
  ])('shows on a terminal of %i columns what fits: %s', (columns, titles) => {
    expect(table(columns).split('\n')[0]?.split(/ +/).join(' ')).toBe(titles);
  });

  it('is complete on a terminal that does not know its width', () => {
    expect(table(0).split('\n')[1]).toContain(host);
  });

  it('never cuts what tells registries apart to nothing', () => {
    expect(table(20)).toMatch(/^r\.example\.com|1234/m);
  });

  it('is printed for any number of registries', () => {
    const many = Array.from({ length: 150_000 }, (_, index) => view({ registry: `r${index}` }));
    const text = wideTable(many, {
      states,
      now: 0,
      columns: undefined,
      output: { foreign: (cell) => cell, paint: new Chalk({ level: 0 }) },
    });
    expect(text.split('\n')).toHaveLength(150_002);
  });

  it('shows the state of a token in colour', () => {
    expect(table(undefined, 1)).toContain('\u001b[32mvalid 11h 32m');
    expect(table(undefined, 1)).toContain('\u001b[35minsecure');
  });
});

it.each([
  [0, '<1m'],
  [59_999, '<1m'],
  [60_000, '1m'],
  [3_599_999, '59m'],
  [3_600_000, '1h 0m'],
  [41_520_000, '11h 32m'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(durationText(milliseconds)).toBe(text);
});

it('tells valid, expired and none apart', () => {
  expect(tokenStateText({ state: 'fresh', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'usable', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'expired', expiresAt: 1 }, 2)).toBe('expired');
  expect(tokenStateText({ state: 'login', expiresAt: 3_600_000 }, 0)).toBe('login, ends in 1h 0m');
  expect(tokenStateText({ state: 'none', expiresAt: undefined }, 0)).toBe('none');
});
