/** Commands that repair owners and modes, and leave everybody working. */
import { type Stats, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { foreignFileHint, foreignFolderHint, linkedFolderHint, ownCopyHint } from '../../src/system/repair-hints.js';

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
