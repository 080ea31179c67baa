/** The hot path of the credential helper. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshTokenAnswer, freshTokenAnswerByWebCrypto } from '../../../src/cli/process/cached-answer.js';
import { type AskedAddress, readAskedAddress } from '../../../src/clients/helper-messages.js';
import { Secret } from '../../../src/secret.js';
import { openFileStore } from '../../../src/storage/file-store.js';

const now = Date.UTC(2026, 0, 2, 12);
const hour = 3_600_000;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-hot-'));
  const keyFile = join(folder, 'key');
  const store = openFileStore({
    paths: { keyFile, tokenKeyFile: join(folder, 'token-key'), dataFolder: folder },
    key: { kind: 'file', path: keyFile },
    warn: () => undefined,
  });
  await store.tokens.withLock('r.example.com', { wait: true }, (turn) =>
    turn.keep({
      username: 'AWS',
      password: new Secret('t:"ok"'),
      issuedAt: now,
      expiresAt: now + 12 * hour,
      fingerprint: 'f',
    }),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const home = { platform: 'linux', homeFolder: '' };

/** As the process of the helper does it: bad input never comes here. */
function askedIn(input: string): AskedAddress | undefined {
  try {
    return readAskedAddress(input);
  } catch {
    return undefined;
  }
}

describe.each([
  ['node:crypto', freshTokenAnswer],
  ['WebCrypto', freshTokenAnswerByWebCrypto],
])('a fresh token, read with %s', (_, freshAnswer) => {
  const answer = async (input: string, at = now): Promise<string | undefined> => {
    const asked = askedIn(input);
    return asked && freshAnswer(asked, { ...home, environment: { TS_REG_HOME: folder }, now: at });
  };

  it('is the whole answer', async () => {
    expect(await answer('r.example.com\n')).toBe(
      '{"ServerURL":"r.example.com","Username":"AWS","Secret":"t:\\"ok\\""}\n',
    );
    expect(await answer('https://R.example.com/v2/')).toBe(
      '{"ServerURL":"https://R.example.com/v2/","Username":"AWS","Secret":"t:\\"ok\\""}\n',
    );
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
  ])('is not given for %j at %i: the rest of the helper decides', async (input, at) => {
    expect(await answer(input, at)).toBeUndefined();
  });

  it('is not given when TS_REG_STORE names a shared store: it is a token of the embedded one', async () => {
    const environment = { TS_REG_HOME: folder, TS_REG_STORE: 'postgres://ts_reg@db.example.com/ts_reg' };
    expect(await freshAnswer(readAskedAddress('r.example.com'), { ...home, environment, now })).toBeUndefined();
  });

  it('is nothing without a home', async () => {
    expect(await freshAnswer(readAskedAddress('r.example.com'), { ...home, environment: {}, now })).toBeUndefined();
  });
});
