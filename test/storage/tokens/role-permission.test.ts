import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/secret.js';
import { allowedBy, isNotedAs, isStillAllowed, mayHandOut } from '../../../src/storage/tokens/role-permission.js';
import type { KeptToken } from '../../../src/storage/tokens/token-file.js';
import { fileState } from '../../../src/system/file-state.js';

const hash = 'f'.repeat(32);
let folder: string;
let configFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-permission-'));
  configFile = join(folder, 'config.yaml');
  writeFileSync(configFile, 'allow_awsecr_iam_auto: True\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const token = (facts: Partial<KeptToken>): KeptToken => ({
  username: 'AWS',
  password: new Secret('p'),
  issuedAt: 0,
  expiresAt: 1,
  fingerprint: hash,
  ...facts,
});

describe('a token that came by the role of this machine', () => {
  const ways = [
    { fingerprint: `${hash}.` },
    { fingerprint: `${hash}.c` },
    { usesAmbientRole: true },
    { fingerprint: `${hash}.`, usesAmbientRole: true },
  ];

  it.each(ways)('is handed out only while that is allowed: %j', (facts) => {
    expect(mayHandOut(token(facts), { isAllowed: true, state: '' })).toBe(true);
    expect(mayHandOut(token(facts), { isAllowed: false, state: 'x' })).toBe(false);
  });

  it.each(ways)('is served by the hot path while config.yaml is as it was when it allowed that: %j', (facts) => {
    const { text } = fileState(configFile);
    expect(isStillAllowed(token({ ...facts, allowedBy: text }), configFile)).toBe(true);
    for (const noted of ['', `${text}1`, undefined])
      expect(isStillAllowed(token({ ...facts, allowedBy: noted }), configFile)).toBe(false);
    const gone = join(folder, 'gone.yaml');
    for (const noted of ['', text]) expect(isStillAllowed(token({ ...facts, allowedBy: noted }), gone)).toBe(false);
  });

  it('notes the state that allows it, and none that does not', () => {
    const ambient = token({ usesAmbientRole: true });
    expect(allowedBy(ambient, { isAllowed: true, state: 's' })).toBe('s');
    expect(allowedBy(ambient, { isAllowed: false, state: 's' })).toBe('');
    expect(isNotedAs(token({ usesAmbientRole: true, allowedBy: 'old' }), { isAllowed: true, state: 's' })).toBe(false);
    expect(isNotedAs(token({ usesAmbientRole: true, allowedBy: 's' }), { isAllowed: true, state: 's' })).toBe(true);
    // Not settled yet: nothing to write.
    expect(isNotedAs(token({ usesAmbientRole: true, allowedBy: 'old' }), { isAllowed: true, state: '' })).toBe(true);
  });
});

it('a token of keys needs no permission, whatever config.yaml says or became', () => {
  const keys = token({});
  expect(mayHandOut(keys, { isAllowed: false, state: '' })).toBe(true);
  expect(isStillAllowed(keys, join(folder, 'gone.yaml'))).toBe(true);
  expect(allowedBy(keys, { isAllowed: true, state: 's' })).toBeUndefined();
  expect(isNotedAs(keys, { isAllowed: true, state: 's' })).toBe(true);
});
