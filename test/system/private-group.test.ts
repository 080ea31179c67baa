/** Whether a group is one user's own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isPrivateGroup } from '../../src/system/private-group.js';

let folder: string;
let files: { passwd: string; group: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-group-'));
  files = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };
  writeFileSync(
    files.passwd,
    'root:x:0:0::/root:/bin/sh\nme:x:1000:1001::/home/me:/bin/sh\nyou:x:1002:1002::/:/bin/sh\nnext:x:1003:100::/:/bin/sh\n',
  );
  writeFileSync(
    files.group,
    'root:x:0:\nme:x:1001:\nyou:x:1002:me\nusers:x:100:\nteam:x:2000:me,you\nalone:x:2001:me,root\nghosts:x:2002:me,gone\nempty:x:2003:\n',
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['its own primary group', 1001, true],
  ['one with root beside it', 2001, true],
  ['one without members', 2003, true],
  ['the primary group of another user', 1002, false],
  ['a group that users share', 100, false],
  ['a team', 2000, false],
  ['one with a member that nobody knows', 2002, false],
  ['one that no file knows', 4000, false],
  ['one that no file knows, with the number of the user', 1000, true],
])('%s: group %i is private: %s', (_, group, expected) => {
  expect(isPrivateGroup(group, 1000, files)).toBe(expected);
});

it('goes by the number where the files cannot be read', () => {
  const none = { passwd: join(folder, 'none'), group: join(folder, 'none') };
  expect([isPrivateGroup(1000, 1000, none), isPrivateGroup(1001, 1000, none)]).toEqual([true, false]);
});
