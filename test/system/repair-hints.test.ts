/** The commands that repair who owns a file or folder. */
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foreignFileHint, linkedFolderHint, ownCopyHint, writableFolderHint } from '../../src/system/repair-hints.js';

let top: string;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'ts-reg-repair-'));
  mkdirSync(join(top, 'target'));
  symlinkSync(join(top, 'target'), join(top, 'link'));
});
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

it('closes a folder of ours to others', () => {
  const path = join(top, 'target');
  expect(writableFolderHint(path, lstatSync(path), lstatSync(path).uid)).toBe(`chmod go-w ${path}`);
});

it('keeps what is behind a link only where it must not be lost', () => {
  const link = join(top, 'link');
  expect(linkedFolderHint(link, { keep: false })).toBe(`rm ${link}`);
  expect(linkedFolderHint(link, { keep: true })).toBe(`rm ${link} && cp -pR ${join(top, 'target')} ${link}`);
  expect(linkedFolderHint(join(top, 'none'), { keep: true })).toBe(`rm ${join(top, 'none')}`);
});

it('never lets root take the file of a user', () => {
  const stats = Object.assign(lstatSync(join(top, 'target')), { uid: 1000 });
  expect(foreignFileHint('/store/key', stats, 0)).toContain('run ts-reg as user 1000');
  expect(foreignFileHint('/store/key', stats, 1001)).toBe('sudo chown 1001 /store/key');
});

it('copies the file of another user and leaves it as it is', () => {
  expect(ownCopyHint('/etc/c.yaml')).toContain('cp /etc/c.yaml /etc/c.yaml.own && mv /etc/c.yaml.own /etc/c.yaml');
});
