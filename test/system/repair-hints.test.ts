/** Commands that repair owners and modes, and leave everybody working. */
import { type Stats, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  foreignFileHint,
  foreignFolderHint,
  linkedFolderHint,
  lookAt,
  openFileHint,
  ownCopyHint,
  providedFileHint,
} from '../../src/system/repair-hints.js';

const stats = (uid: number): Stats => Object.assign(statSync('/'), { uid });

it('never lets root take the files of a user', () => {
  for (const hint of [foreignFolderHint('/', stats(1000), 0), foreignFileHint('/x', stats(1000), 0)]) {
    expect(hint).toBe('run ts-reg as user 1000, or give root a store of its own: export TS_REG_HOME=/root/ts-reg');
  }
});

it('leaves a folder of a stranger to him', () => {
  expect(foreignFolderHint('/', stats(1001), 1000)).toBe('use a folder of your own: export TS_REG_HOME="$HOME/ts-reg"');
});

it('quotes each path as one word', () => {
  expect(linkedFolderHint("/a'b $(x)", { keep: false })).toBe(String.raw`rm '/a'\''b $(x)'`);
  expect(linkedFolderHint("/no'ne", { keep: true })).toBe(String.raw`rm '/no'\''ne'`);
  expect(ownCopyHint('/c')).toContain('cp /c /c.own && mv /c.own /c');
});

describe('a file that is provided from outside', () => {
  it('stays with the user whose it is', () => {
    expect(providedFileHint('/srv/key', stats(1001), 1000)).toBe(
      'check the file and make a copy of your own: sudo install -m 600 -o 1000 /srv/key "$HOME"/key, then name the copy in your settings',
    );
    expect(providedFileHint('/home/u/.pgpass', stats(1000), 0)).toBe(
      'run ts-reg as user 1000, or check the file and make a copy for root: cp /home/u/.pgpass /root/.pgpass && chmod 600 /root/.pgpass, then name the copy in your settings',
    );
    for (const user of [0, 1000]) expect(providedFileHint('/srv/key', stats(1001), user)).not.toContain('chown');
  });
});

describe('a volume that the kubelet gave to a group', () => {
  const mode = (bits: number, path = '/'): Stats => Object.assign(statSync(path), { mode: statSync(path).mode | bits });

  it('is closed whole, not one file after the other', () => {
    const file = openFileHint('/v/key', mode(0o660, '/etc/passwd'));
    expect(file).toMatch(/fsGroupChangePolicy: OnRootMismatch, then: chmod 600 \/v\/key && ts-reg doctor --fix$/);
  });

  it('is not taken for one when it is open to everybody', () => {
    expect(openFileHint('/v/key', mode(0o666, '/etc/passwd'))).toBe('chmod 600 /v/key');
  });
});

it('what cannot be read is looked at itself, or in its folder when it is not there', () => {
  expect(lookAt('/etc/hostname')).toBe('ls -ld /etc/hostname');
  expect(lookAt('/etc/no-such-file')).toBe('ls /etc');
});
