/** systemctl as a child: words, and what it says when it fails. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemctl } from '../../../../src/cli/commands/service/systemctl.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-systemctl-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function call(script: string): Promise<void> {
  writeFileSync(join(folder, 'systemctl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return systemctl({ words: ['restart', 'x.service'], environment: { PATH: `${folder}:/usr/bin:/bin` }, isUser: true });
}

it('ends well when systemctl does, with the words one by one', async () => {
  await expect(call('[ "$#/$1/$2/$3" = 3/--user/restart/x.service ]')).resolves.toBeUndefined();
});

it.each([
  ['echo "Job failed." >&2; echo more >&2; exit 1', 'systemctl restart x.service failed: Job failed.'],
  ['exit 3', 'systemctl restart x.service failed (exit code 3)'],
])('%s is told in one line', async (script, message) => {
  await expect(call(script)).rejects.toMatchObject({
    message: expect.stringContaining(message) as unknown,
    hint: 'systemctl --user status x.service',
  });
});
