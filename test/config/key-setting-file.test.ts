/** The choice of key, written into config.yaml without harm to anything else in it. */
import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeyChoice, withKeyChoice, writeKeyChoice } from '../../src/config/key-setting-file.js';

const commented = '# ours\ntimeout: 5 # seconds\nkey: keyring\n';

describe('the text of config.yaml', () => {
  it.each<[string, KeyChoice, string]>([
    ['', { kind: 'passphrase' }, 'key: passphrase\n'],
    ['', { kind: 'file' }, ''],
    [commented, { kind: 'passphrase' }, '# ours\ntimeout: 5 # seconds\nkey: passphrase\n'],
    [commented, { kind: 'file' }, '# ours\ntimeout: 5 # seconds\n'],
    [
      commented,
      { kind: 'external-file', path: '/run/secrets/k' },
      '# ours\ntimeout: 5 # seconds\nkey_file: /run/secrets/k\n',
    ],
    [
      `a: 0123\nb: "${'long '.repeat(40)}"\n`,
      { kind: 'keyring' },
      `a: 0123\nb: "${'long '.repeat(40)}"\nkey: keyring\n`,
    ],
    ['key_file: /a\n', { kind: 'keyring' }, 'key: keyring\n'],
    ['# only a remark\nkey: keyring\n', { kind: 'file' }, '# only a remark\n'],
  ])('%j with %j becomes %j', (text, choice, expected) => {
    expect(withKeyChoice(text, choice)).toBe(expected);
  });
});

describe('writing it', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ts-reg-choice-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes a file that is ours alone, in a folder that need not exist', () => {
    const path = join(folder, 'deep', 'config.yaml');
    writeKeyChoice(path, { kind: 'keyring' });
    expect(readFileSync(path, 'utf8')).toBe('key: keyring\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('follows a link and keeps it a link', () => {
    const [real, link] = [join(folder, 'dotfiles.yaml'), join(folder, 'config.yaml')];
    writeFileSync(real, 'timeout: 5\n');
    symlinkSync(real, link);
    writeKeyChoice(link, { kind: 'passphrase' });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('timeout: 5\nkey: passphrase\n');
  });

  it('comes back from a place where no folder can be made', () => {
    expect(() => {
      writeKeyChoice('/proc/nope/a/config.yaml', { kind: 'keyring' });
    }).toThrow('/proc/nope/a/config.yaml');
  });

  it('leaves a file that it cannot replace as it was, and names it', () => {
    const path = join(folder, 'config.yaml');
    writeFileSync(join(folder, 'blocker'), '');
    expect(() => {
      writeKeyChoice(join(folder, 'blocker', 'config.yaml'), { kind: 'keyring' });
    }).toThrow(join(folder, 'blocker', 'config.yaml'));
    chmodSync(folder, 0o700);
    expect(() => statSync(path)).toThrow('ENOENT');
  });
});
