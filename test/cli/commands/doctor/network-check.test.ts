/** What doctor finds out about proxy, authorities and clock. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAuthorities, checkClock, checkProxy } from '../../../../src/cli/commands/doctor/network-check.js';
import { loadSettings } from '../../../../src/config/load-settings.js';
import type { Settings } from '../../../../src/config/settings.js';
import { createPrivateCa } from '../../../support/private-ca.js';

describe('the proxy', () => {
  it('is none when no variable is set', () => {
    expect(checkProxy({ HTTPS_PROXY: '' })).toMatchObject([{ level: 'ok', message: 'no proxy is set' }]);
  });

  it('is shown with what goes around it', () => {
    expect(checkProxy({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'localhost,.example.com' })).toMatchObject([
      {
        level: 'remark',
        message: 'AWS and registries are reached through HTTPS_PROXY=http://proxy:3128 no_proxy=localhost,.example.com',
      },
    ]);
  });

  it.each([
    ['http://user:canary@proxy:3128', 'http://…@proxy:3128'],
    ['user:canary@proxy:3128', '…@proxy:3128'],
    ['http://user:canary/canary@proxy:3128/', 'http://…@proxy:3128/'],
    ['http://a@canary@proxy', 'http://…@proxy'],
    ['http://user:canary@\u001b[2Jproxy', 'http://…@\\u{1b}[2Jproxy'],
  ])('never shows its password: %j', (value, shown) => {
    const [finding] = checkProxy({ HTTPS_PROXY: value });
    expect(finding?.message).toBe(`AWS and registries are reached through HTTPS_PROXY=${shown}`);
  });
});

describe('certificate authorities', () => {
  let folder: string;
  let settings: Settings;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ts-reg-doctor-'));
    settings = await loadSettings({
      environment: { TS_REG_HOME: folder },
      flags: {},
      platform: 'linux',
      homeFolder: '',
    });
    await (await createPrivateCa()).writeTo(join(folder, 'ca.pem'));
    writeFileSync(join(folder, 'empty.pem'), '');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are no news when nobody added one', async () => {
    expect(await checkAuthorities(settings, {})).toEqual({ findings: [], certificateAuthorities: [] });
  });

  it('are counted, from the setting and from both variables', async () => {
    const file = join(folder, 'ca.pem');
    const expected = {
      findings: [{ level: 'ok', message: '1 certificate authority besides the built-in ones' }],
      certificateAuthorities: [expect.stringContaining('BEGIN CERTIFICATE') as string],
    };
    expect(await checkAuthorities({ ...settings, caFile: file }, {})).toMatchObject(expected);
    for (const variable of ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE'])
      expect(await checkAuthorities(settings, { [variable]: file })).toMatchObject(expected);
  });

  it('that cannot be used are a problem that names the file and how to look at it', async () => {
    const {
      findings: [finding],
      certificateAuthorities,
    } = await checkAuthorities(settings, { AWS_CA_BUNDLE: join(folder, 'empty.pem') });
    expect(certificateAuthorities).toBeUndefined();
    expect(finding).toMatchObject({
      level: 'problem',
      message: expect.stringContaining(`${join(folder, 'empty.pem')} (AWS_CA_BUNDLE)`) as string,
    });
    expect(finding?.fix).toContain('openssl x509');
  });
});

describe('the clock', () => {
  const date = 'Fri, 02 Jan 2026 12:00:00 GMT';
  const noon = Date.UTC(2026, 0, 2, 12);
  const minute = 60_000;

  it.each([
    [0, 'ok', 'agrees with the network'],
    [4 * minute, 'ok', 'agrees with the network'],
    [-5 * minute, 'problem', "this machine's clock is 5 minutes behind: tokens look expired too early or too late"],
    [780 * minute, 'problem', "this machine's clock is 780 minutes ahead: tokens look expired too early or too late"],
  ])('%i ms off: %s', (offset, level, message) => {
    expect(checkClock(date, noon + offset)).toMatchObject([{ level, message }]);
  });

  it.each([undefined, '', 'yesterday'])('says nothing without a date to compare with: %j', (header) => {
    expect(checkClock(header, noon)).toEqual([]);
  });
});
