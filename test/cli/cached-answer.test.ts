/** The hot path of the credential helper. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshTokenAnswer } from '../../src/cli/cached-answer.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';

const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-hot-'));
  const keyFile = join(folder, 'key');
  const store = openFileStore({ paths: { keyFile, tokenKeyFile: join(folder, 'token-key'), dataFolder: folder }, key: { kind: 'file', path: keyFile }, warn: () => undefined });
  await store.tokens.renewAlone('r.example.com', { wait: true }, (turn) =>
    turn.keep({ username: 'AWS', password: new Secret('t:"ok"'), issuedAt: now, expiresAt: now + 12 * hour, fingerprint: 'f' }),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function answer(input: string, at = now): string | undefined {
  return freshTokenAnswer(input, { environment: { TS_REG_HOME: folder }, platform: 'linux', homeFolder: '', now: at });
}

describe('a fresh token', () => {
  it('is the whole answer', () => {
    expect(answer('r.example.com\n')).toBe('{"ServerURL":"r.example.com","Username":"AWS","Secret":"t:\\"ok\\""}\n');
    expect(answer('https://R.example.com/v2/')).toBe('{"ServerURL":"https://R.example.com/v2/","Username":"AWS","Secret":"t:\\"ok\\""}\n');
  });

  it.each([
    ['', now],
    ['r.example.com', now + 6 * hour],
    ['r.example.com', now - hour],
    ['r.example.com:5000', now],
    ['r.example.com/team/app', now],
    ['https://index.docker.io/v1/', now],
    ['r.example.com\nevil.example.com', now],
    ['r.example.com\0', now],
    ['\ufeffr.example.com', now],
    ['ftp://r.example.com', now],
  ])('is not given for %j at %i: the rest of the helper decides', (input, at) => {
    expect(answer(input, at)).toBeUndefined();
  });

  it('is nothing without a home', () => {
    expect(freshTokenAnswer('r.example.com', { environment: {}, platform: 'linux', homeFolder: '', now })).toBeUndefined();
  });
});
