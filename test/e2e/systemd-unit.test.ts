/** The unit of `ts-reg install-service`, as systemd reads it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unitName, unitText } from '../../src/cli/commands/service/unit-file.js';

it.each([true, false])('satisfies systemd-analyze verify, for the machine: %s', (isSystem) => {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-unit-'));
  try {
    const environment = [['TS_REG_HOME', '/srv/a b/%d']] as const;
    const path = join(folder, unitName);
    const said = (text: string): readonly string[] => {
      writeFileSync(path, text);
      const { error, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], {
        encoding: 'utf8',
      });
      expect(error).toBeUndefined();
      return `${stdout}${stderr}`.split('\n').filter((line) => line.includes(unitName));
    };
    const text = unitText({ command: [process.execPath, '--version'], environment, isSystem });
    expect(said(text)).toEqual([]);
    expect(said(text.replace('Restart=on-failure', 'Restart=sometimes'))).not.toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
