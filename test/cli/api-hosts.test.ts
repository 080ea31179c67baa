/**
 * Which API host the program calls, as a process (Node's, or the executable) behind a proxy that knows every partition.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { key } from '../support/aws-exchange.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { apiHostTable } from '../support/ecr-api-hosts.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { createPrivateCa } from '../support/private-ca.js';
import { run, tsReg } from '../support/spawned.js';

let aws: LoopbackAws;
let proxy: ConnectProxy;
let folder: string;
let caFile: string;
let home: string;

beforeAll(async () => {
  const apiHosts = [...new Set(apiHostTable.map(([, , apiHost]) => apiHost))];
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-api-hosts-'));
  caFile = join(folder, 'ca.pem');
  const ca = await createPrivateCa();
  await ca.writeTo(caFile);
  aws = await startLoopbackAws({ keys: [key], tls: await ca.issue(apiHosts) });
  proxy = await startConnectProxy({ routes: Object.fromEntries(apiHosts.map((host) => [`${host}:443`, aws.port])) });
});
afterAll(async () => {
  await Promise.all([aws.close(), proxy.close()]);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-api-host-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

it.each(apiHostTable)('%s: %s asks %s, once, signed for it, and keeps its token', async (_partition, host, apiHost) => {
  const [connectsBefore, callsBefore] = [proxy.connects.length, aws.calls.length];
  const environment = {
    TS_REG_HOME: home,
    TS_REG_PASSWORD: key.secretAccessKey,
    HTTPS_PROXY: proxy.url,
    NODE_EXTRA_CA_CERTS: caFile,
  };
  const added = await run(tsReg, ['registry', 'add', host, key.accessKeyId, '--skip-validate'], { environment });
  expect(added.exitCode, added.stderr).toBe(0);
  const token = await run(tsReg, ['registry', 'token', host], { environment });
  expect(token.exitCode, token.stderr).toBe(0);
  expect(aws.isValidToken(token.stdout.trim())).toBe(true);
  expect(proxy.connects.slice(connectsBefore)).toEqual([`${apiHost}:443`]);
  const region = /\.([a-z0-9-]+-\d+)\./.exec(apiHost)?.[1];
  expect(aws.calls.slice(callsBefore)).toMatchObject([
    { host: apiHost, region, service: apiHost.includes('ecr-public') ? 'ecr-public' : 'ecr' },
  ]);
});
