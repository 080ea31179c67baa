/** The command of a hint, typed into a shell: afterwards the settings say so, and all else that they said. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config-file.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { ambientGateHint, ambientGateLine, setLineCommand } from '../../src/config/set-line-command.js';
import type { Settings } from '../../src/config/settings.js';
import { onPlatform } from '../system/on-platform.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-line-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function load(home: string): Promise<Settings> {
  return loadSettings({ environment: { TS_REG_HOME: home }, flags: {}, platform: 'linux', homeFolder: '' });
}

it.each([
  ['no file', undefined],
  ['an empty file', ''],
  ['other settings', '# ours\ntimeout: 5\n'],
  ['a last line without its end', 'timeout: 5'],
  ['the switch at False', 'allow_awsecr_iam_auto: False   # may records use the role of this machine?\ntimeout: 5\n'],
  ['the switch without a value', 'timeout: 5\nallow_awsecr_iam_auto:'],
])('opens the gate where there is %s, in a folder of any name', async (_, text) => {
  const home = join(folder, "it's a $(touch run) folder");
  if (text !== undefined) {
    mkdirSync(home);
    writeFileSync(join(home, 'config.yaml'), text);
  }
  const before = await load(home);
  execFileSync('/bin/sh', ['-ec', before.ambientGateHint], { cwd: folder });
  const after = await load(home);
  expect([before.allowAmbientRole, after.allowAmbientRole]).toEqual([false, true]);
  expect(after.timeoutMs).toBe(before.timeoutMs);
  expect(existsSync(join(folder, 'run'))).toBe(false);
});

it('sets a value with slashes', async () => {
  for (const [path, isSet] of [
    ['/etc/one.pem', false],
    ['/etc/two.pem', true],
  ] as const) {
    execFileSync('/bin/sh', ['-ec', setLineCommand(join(folder, 'config.yaml'), `ca_file: ${path}`, isSet)]);
    expect((await load(folder)).caFile).toBe(path);
  }
});

it('is opened by a command for the file at hand', () => {
  expect(ambientGateHint('/home/me/.config/ts-reg/config.yaml', false)).toBe(
    String.raw`mkdir -p /home/me/.config/ts-reg && printf '\n%s\n' 'allow_awsecr_iam_auto: True' >> /home/me/.config/ts-reg/config.yaml`,
  );
  expect(ambientGateHint('/c/config.yaml', true)).toBe(
    "sed -i.bak 's|^allow_awsecr_iam_auto:.*|allow_awsecr_iam_auto: True|' /c/config.yaml",
  );
});

it('is one for PowerShell on Windows', () => {
  const path = 'C:\\Users\\a b\\config.yaml';
  expect(onPlatform('win32', () => setLineCommand(path, ambientGateLine, true))).toBe(
    `(Get-Content '${path}') -replace '^allow_awsecr_iam_auto:.*','allow_awsecr_iam_auto: True' | Set-Content '${path}'`,
  );
  expect(onPlatform('win32', () => setLineCommand('c/config.yaml', ambientGateLine, false))).toBe(
    `New-Item -ItemType Directory -Force c > $null; Add-Content c/config.yaml '','allow_awsecr_iam_auto: True'`,
  );
});

it('has a line that really opens it', () => {
  const [key = '', value] = ambientGateLine.split(': ');
  const config = readConfig(new Map([[key, value]]), '/c/config.yaml', { homeFolder: '/', platform: 'linux' });
  expect(config.allowAmbientRole).toBe(true);
});
