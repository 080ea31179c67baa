/** libpq's password file: found where psql finds it, read as psql reads it, refused when others can read it too. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPassword, readPasswordFile } from '../../src/shared-store/password-file.js';
import { tempFolder } from '../storage/store-in-temp.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const wanted = { host: 'db.example', port: 5432, database: 'fleet', user: 'ann' };
const escape = (text: string): string => text.replace(/[\\:]/g, '\\$&');

describe('a password file', () => {
  it.each<[string, string | undefined]>([
    ['db.example:5432:fleet:ann:secret', 'secret'],
    ['*:*:*:*:secret', 'secret'],
    ['db.example:5432:fleet:bob:other\n*:*:*:ann:secret', 'secret'],
    ['*:*:*:ann:first\ndb.example:5432:fleet:ann:second', 'first'],
    ['# db.example:5432:fleet:ann:no\r\ndb.example:5432:fleet:ann:secret\r\n', 'secret'],
    ['db.example:5432:fleet:ann:p\\:a\\\\ss', 'p:a\\ss'],
    ['db.example:5432:fleet:ann:secret:more', 'secret'],
    ['db.example:5432:fleet:ann:', undefined],
    ['db.example:5432:fleet:ann', undefined],
    ['db.example:5433:fleet:ann:secret', undefined],
    ['db.example.evil:5432:fleet:ann:secret', undefined],
    ['', undefined],
  ])('%j gives %j', (text, password) => {
    expect(findPassword(text, wanted)).toBe(password);
  });

  it('names a Unix socket by its folder, or localhost as libpq does', () => {
    const socket = { ...wanted, host: '/var/run/postgresql' };
    expect(findPassword('localhost:*:*:*:secret', socket)).toBe('secret');
    expect(findPassword('/var/run/postgresql:*:*:*:secret', socket)).toBe('secret');
    expect(findPassword('localhost:*:*:*:secret', wanted)).toBeUndefined();
  });

  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[\r\n]/.test(value));

  it(
    'gives back every password that is escaped as libpq wants it',
    () => {
      fc.assert(
        fc.property(text, text, text, (database, user, password) => {
          fc.pre(database !== '*' && user !== '*');
          const line = ['db.example', '5432', database, user, password].map(escape).join(':');
          expect(findPassword(line, { ...wanted, database, user })).toBe(password);
          expect(findPassword(line, { ...wanted, database, user: `${user}x` })).toBeUndefined();
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'never throws, and never gives an empty password, whatever it holds',
    () => {
      const piece = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(':', '\\', '*', '\n', '#', 'db.example:5432:fleet:ann:'),
      );
      fc.assert(
        fc.property(fc.array(piece), (pieces) => {
          expect(findPassword(pieces.join(''), wanted)).not.toBe('');
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

describe('the place of a password file', () => {
  function write(path: string, mode = 0o600): string {
    writeFileSync(path, '*:*:*:*:canary\n', { mode });
    chmodSync(path, mode);
    return path;
  }

  it('is PGPASSFILE, else .pgpass at home, on Windows pgpass.conf in the profile', () => {
    const home = tempFolder();
    const named = write(join(home, 'named'));
    expect(readPasswordFile(wanted, { PGPASSFILE: named }, 'linux')?.reveal()).toBe('canary');
    expect(readPasswordFile(wanted, { HOME: home }, 'linux')).toBeUndefined();
    write(join(home, '.pgpass'));
    expect(readPasswordFile(wanted, { HOME: home }, 'linux')?.reveal()).toBe('canary');
    mkdirSync(join(home, 'postgresql'));
    write(join(home, 'postgresql', 'pgpass.conf'));
    expect(readPasswordFile(wanted, { APPDATA: home }, 'win32')?.reveal()).toBe('canary');
    expect(readPasswordFile(wanted, {}, 'linux')).toBeUndefined();
    expect(readPasswordFile(wanted, { PGPASSFILE: join(home, 'none'), HOME: home }, 'linux')).toBeUndefined();
  });

  it.each([0o644, 0o640, 0o660, 0o602])('is refused with mode %o, with the chmod to type', (mode) => {
    const path = write(join(tempFolder(), 'passwords'), mode);
    let message = 'accepted';
    try {
      readPasswordFile(wanted, { PGPASSFILE: path }, 'linux');
    } catch (error) {
      expect(error).toMatchObject({ kind: 'io', hint: `chmod 600 ${path}` });
      message = String(error);
    }
    expect(message).toContain(`${path} is accessible to other users`);
  });

  it('may be a link, as Kubernetes mounts secrets', () => {
    const folder = tempFolder();
    write(join(folder, 'data'), 0o400);
    symlinkSync(join(folder, 'data'), join(folder, 'link'));
    expect(readPasswordFile(wanted, { PGPASSFILE: join(folder, 'link') }, 'linux')?.reveal()).toBe('canary');
  });
});
