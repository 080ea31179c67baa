/** The status as a file. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Status, writeStatus } from '../../../../src/cli/commands/registry/watch-status.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-status-'));
  file = join(folder, 'ts-reg.prom');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = Date.UTC(2026, 0, 2, 12);
const status: Status = {
  now: at,
  nextRound: at + 3_600_000,
  registries: [
    { registry: 'a.example.com', expiresAt: at + 5_500, lastSuccess: at, lastFailure: undefined, failures: 0 },
    {
      registry: 'b.example.com',
      expiresAt: undefined,
      lastSuccess: undefined,
      lastFailure: { at, reason: 'says "no"\\\nand goes' },
      failures: 2,
    },
  ],
};

it('is one JSON document', () => {
  writeStatus(file, status, 'json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    writtenAt: '2026-01-02T12:00:00Z',
    nextRoundAt: '2026-01-02T13:00:00Z',
    registries: [
      {
        registry: 'a.example.com',
        failing: false,
        secondsToExpiry: 5,
        expiresAt: '2026-01-02T12:00:05Z',
        lastSuccess: '2026-01-02T12:00:00Z',
        lastFailure: null,
      },
      {
        registry: 'b.example.com',
        failing: true,
        secondsToExpiry: null,
        expiresAt: null,
        lastSuccess: null,
        lastFailure: { at: '2026-01-02T12:00:00Z', reason: 'says "no"\\\nand goes' },
      },
    ],
  });
  writeStatus(file, { ...status, nextRound: Infinity, registries: [] }, 'json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ nextRoundAt: null, registries: [] });
});

it("is Prometheus' text format: each family once, help and type before its samples, labels escaped", () => {
  writeStatus(file, status, 'prometheus');
  const lines = readFileSync(file, 'utf8').split('\n');
  expect(lines.at(-1)).toBe('');
  const seconds = at / 1_000;
  expect(lines.filter((line) => !line.startsWith('#') && line !== '')).toEqual([
    `ts_reg_round_timestamp_seconds ${seconds}`,
    'ts_reg_token_seconds_to_expiry{registry="a.example.com"} 5',
    'ts_reg_token_seconds_to_expiry{registry="b.example.com"} 0',
    `ts_reg_token_expiry_timestamp_seconds{registry="a.example.com"} ${seconds + 5}`,
    'ts_reg_failing{registry="a.example.com"} 0',
    'ts_reg_failing{registry="b.example.com"} 1',
    `ts_reg_last_success_timestamp_seconds{registry="a.example.com"} ${seconds}`,
    `ts_reg_last_failure_timestamp_seconds{registry="b.example.com",reason="says \\"no\\"\\\\\\nand goes"} ${seconds}`,
  ]);
  const types = lines.filter((line) => line.startsWith('# TYPE '));
  expect(types).toHaveLength(6);
  expect(new Set(types).size).toBe(6);
  writeStatus(file, { ...status, registries: [] }, 'prometheus');
  expect(readFileSync(file, 'utf8')).toMatch(/^# HELP ts_reg_round_\S+ .*\n# TYPE \S+ gauge\n\S+ \d+\n$/);
});

it('can be read by the program that collects it, and is replaced in one step', () => {
  writeStatus(file, status, 'prometheus');
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readdirSync(folder)).toEqual(['ts-reg.prom']);
});

it('names the file that cannot be written', () => {
  mkdirSync(file);
  expect(() => {
    writeStatus(file, status, 'json');
  }).toThrow(`cannot write the status to ${file} (it is not a regular file)`);
});

it('follows a link, and puts no file in the place of a device', () => {
  const link = join(folder, 'link');
  writeStatus(file, status, 'json');
  symlinkSync(file, link);
  writeStatus(link, status, 'prometheus');
  expect(readFileSync(file, 'utf8')).toContain('# TYPE');
  symlinkSync('/dev/null', join(folder, 'null'));
  expect(() => {
    writeStatus(join(folder, 'null'), status, 'json');
  }).toThrow('it is not a regular file');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});
