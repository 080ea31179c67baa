/** The tables of registries for people. */
import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { listTable, tokenStateText, wideTable } from '../../../src/cli/output/wide-table.js';
import type { TokenState } from '../../../src/registry-store/embedded-store.js';
import type { RegistryView } from '../../../src/registry/backend.js';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const arn = 'arn:aws:iam::999999999999:role/partner-pull';
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
  view({ verifyTls: false, user: '', name: 'r.example.com' }),
  view({ registry: host, name: undefined, type: 'awsecr', user: 'AKIAIOSFODNN7EXAMPLE' }),
  view({ registry: 'ecr.example.com', name: 'mine', type: 'awsecr', user: '_iam_role', identity: `role ${arn}` }),
];
const states = new Map<string, TokenState>([
  [host, { state: 'fresh', expiresAt: 41_520_000 }],
  ['ecr.example.com', { state: 'none', expiresAt: undefined }],
]);

interface Shown {
  readonly columns?: number;
  readonly level?: 0 | 1;
  readonly of?: readonly RegistryView[];
  readonly tokens?: ReadonlyMap<string, TokenState>;
}

function shown(table: typeof wideTable, { columns, level = 0, of = views, tokens = states }: Shown): string {
  const output = { foreign: (text: string) => text, paint: new Chalk({ level }) };
  return table(of, { states: tokens, now: 0, columns, output });
}

describe('the wide table', () => {
  it('is complete in a pipe', () => {
    expect(
      shown(wideTable, {})
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['REGISTRY', 'IDENTITY', 'TOKEN', 'EXPIRES', 'TLS', 'NAME', 'TYPE', 'REGION', 'ENDPOINT', 'UPDATED'],
      [
        host,
        'AKIAIOSFODNN7EXAMPLE',
        'valid 11h 32m',
        '1970-01-01T11:32:00Z',
        'verified',
        'N/A',
        'awsecr',
        'us-east-1',
        '-',
        '2026-01-02T03:04:05Z',
      ],
      ['ecr.example.com', `role ${arn}`, 'none', '-', 'verified', 'mine', 'awsecr', '-', '-', '2026-01-02T03:04:05Z'],
      [
        'r.example.com',
        '(anonymous)',
        '-',
        '-',
        'unverified',
        'r.example.com',
        'docker_v2',
        '-',
        '-',
        '2026-01-02T03:04:05Z',
      ],
      [''],
    ]);
  });

  it.each([
    [60, 'REGISTRY IDENTITY TOKEN EXPIRES'],
    [80, 'REGISTRY IDENTITY TOKEN'],
    [100, 'REGISTRY IDENTITY TOKEN EXPIRES TLS'],
    [120, 'REGISTRY IDENTITY TOKEN EXPIRES TLS NAME'],
    [200, 'REGISTRY IDENTITY TOKEN EXPIRES TLS NAME TYPE REGION ENDPOINT UPDATED'],
  ])('shows on a terminal of %i columns what fits, by importance: %s', (columns, titles) => {
    const lines = shown(wideTable, { columns }).trimEnd().split('\n');
    expect(lines[0]?.split(/ +/).join(' ')).toBe(titles);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    expect(lines[1]).toContain(host);
  });

  it('is complete on a terminal that does not know its width', () => {
    expect(shown(wideTable, { columns: 0 })).toContain('UPDATED');
  });

  it('has its title alone when nothing is stored', () => {
    expect(shown(wideTable, { of: [] })).toMatch(/^REGISTRY .*UPDATED\n$/);
  });

  it('is printed for any number of registries', () => {
    const of = Array.from({ length: 150_000 }, (_, index) => view({ registry: `r${index}` }));
    expect(shown(wideTable, { of }).split('\n')).toHaveLength(150_002);
  });

  it('shows the state of a token and a missing verification in color', () => {
    const text = shown(wideTable, {
      level: 1,
      tokens: new Map([...states, [host, { state: 'expired', expiresAt: 1 }]]),
    });
    expect(text).toContain('\u001b[31mexpired\u001b[39m');
    expect(text).toContain('\u001b[35munverified\u001b[39m');
    expect(shown(wideTable, { level: 1 })).toContain('\u001b[32mvalid 11h 32m\u001b[39m');
  });
});

describe('the table of a terminal', () => {
  it('has TLS and NAME only where they say something', () => {
    expect(shown(listTable, { columns: 200 }).split('\n')).toEqual([
      'REGISTRY                                      USER                                              TOKEN          TLS         NAME  TYPE',
      `${host}  AKIAIOSFODNN7EXAMPLE                              valid 11h 32m                    awsecr`,
      `ecr.example.com                               role ${arn}  none                       mine  awsecr`,
      'r.example.com                                 (anonymous)                                                      unverified        docker_v2',
      '',
    ]);
    const of = [
      view({ registry: 'b.example.com', name: 'b.example.com' }),
      view({ registry: 'a.example.com', name: undefined }),
    ];
    expect(shown(listTable, { columns: 80, of, tokens: new Map() })).toBe(
      'REGISTRY       USER  TYPE\na.example.com  ci    docker_v2\nb.example.com  ci    docker_v2\n',
    );
  });

  it('shows a role that is too long from both of its ends', () => {
    expect(shown(listTable, { columns: 80 })).toContain('role arn:aws…partner-pull  none');
  });

  it('is empty when nothing is stored', () => {
    expect(shown(listTable, { columns: 80, of: [] })).toBe('');
  });
});

it('tells valid, expired and none apart', () => {
  expect(tokenStateText({ state: 'fresh', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'usable', expiresAt: 3_600_000 }, 0)).toBe('valid 1h 0m');
  expect(tokenStateText({ state: 'expired', expiresAt: 1 }, 2)).toBe('expired');
  expect(tokenStateText({ state: 'login', expiresAt: 3_600_000 }, 0)).toBe('login, ends in 1h 0m');
  expect(tokenStateText({ state: 'none', expiresAt: undefined }, 0)).toBe('none');
});
