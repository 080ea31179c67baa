/** Silence is not success: each HTTP client of ours, as a process, against servers that never give a whole answer. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Abruptness, type AbruptServer, startAbruptServer } from '../support/abrupt-server.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const keys = ['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'];
const switched = 'server switched to another protocol instead of answering (HTTP 101)';

let home: string;
let server: AbruptServer | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-abrupt-'));
  configure(1);
});
afterEach(async () => {
  rmSync(home, { recursive: true, force: true });
  await server?.close();
  server = undefined;
});

/** Seconds. */
function configure(timeout: number): void {
  writeFileSync(join(home, 'config.yaml'), `timeout: ${timeout}\nallow_awsecr_iam_auto: True\n`, { mode: 0o600 });
}

type Environment = Readonly<Record<string, string>>;

function command(args: readonly string[], environment: Environment = {}, input = ''): Promise<Ended> {
  return run(tsReg, args, { environment: { TS_REG_HOME: home, HOME: home, ...environment }, input });
}

/** Ended with this exit code, with an error of one line that says why. */
function expectFailure({ exitCode, stderr }: Ended, expected: number, kind: Abruptness): void {
  expect([exitCode, stderr]).toEqual([expected, expect.stringMatching(/^Error: .+/m)]);
  expect(stderr).not.toMatch(/unexpected internal error|did not foresee/);
  if (/101|switches/.test(kind)) expect(stderr).toContain(switched);
}

const service =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"v1"';

// Every kind against the HTTP client itself: test/http/abrupt-answers.test.ts.
const kinds = [
  'switches protocols',
  'says 101 without Upgrade',
  'says 100 and nothing more',
  'says 103 and nothing more',
  'closes in the body',
  'never answers',
] as const satisfies readonly Abruptness[];

describe.each(kinds)('a server that %s', (kind) => {
  // Where the reason is looked at, a busy machine must not turn it into a timeout; elsewhere a wait costs time.
  beforeEach(() => {
    if (/101|switches/.test(kind)) configure(15);
  });

  it('as an Anchore service fails every command', async () => {
    server = await startAbruptServer(kind);
    const anchore = ['--u', 'a', '--p', 'b', '--url', `http://${server.authority}/v1`, 'registry'];
    const commands = [['list'], ['add', 'r.example.com', 'u', 'p'], ['del', 'r.example.com']];
    for (const ended of await Promise.all(commands.map((args) => command([...anchore, ...args]))))
      expectFailure(ended, 2, kind);
  });

  it('as an Anchore service fails a list after it has said that it is there', async () => {
    server = await startAbruptServer(kind, (line) => (line.includes('/registries') ? undefined : service));
    const { exitCode, stdout, stderr } = await command([
      '--u',
      'a',
      '--p',
      'b',
      '--url',
      `http://${server.authority}/v1`,
      'registry',
      'list',
    ]);
    expect(exitCode).not.toBe(0);
    expect([stdout, stderr]).toEqual(['', expect.stringContaining('Error: ')]);
  });

  it('as a registry, or as its token server, fails add', async () => {
    server = await startAbruptServer(kind);
    expectFailure(await command(['registry', 'add', server.authority, 'u', 'p', '--insecure']), 1, kind);
    await server.close();
    const answer401 = (realm: string): string =>
      `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm="${realm}"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;
    let authority = '';
    server = await startAbruptServer(kind, (line) =>
      line.includes('/token') ? undefined : answer401(`http://${authority}/token`),
    );
    ({ authority } = server);
    // The first answer must come in time on a busy machine too, or the token server is never asked.
    configure(6);
    expectFailure(await command(['registry', 'add', authority, 'u', 'p', '--insecure']), 1, kind);
    expect(server.requests.some((line) => line.includes('/token'))).toBe(true);
    expect(readdirSync(home)).toEqual(['config.yaml']);
  });

  it('as ECR or STS fails add, and the credential helper and the kubelet plugin with 1', async () => {
    server = await startAbruptServer(kind);
    const url = `http://${server.authority}`;
    expectFailure(await command(['registry', 'add', host, ...keys, '--endpoint', url]), 1, kind);
    expectFailure(
      await command(['registry', 'add', host, '_iam_role', 'arn:aws:iam::123456789012:role/r'], {
        AWS_ENDPOINT_URL_STS: url,
        AWS_ACCESS_KEY_ID: keys[0] ?? '',
        AWS_SECRET_ACCESS_KEY: keys[1] ?? '',
        AWS_EC2_METADATA_DISABLED: 'true',
      }),
      1,
      'never answers',
    );
    expect((await command(['registry', 'add', host, ...keys, '--endpoint', url, '--skip-validate'])).exitCode).toBe(0);
    const answer = await run(helper, ['get'], { environment: { TS_REG_HOME: home }, input: host });
    expect([answer.exitCode, answer.stdout]).toEqual([1, expect.stringMatching(/^(?:Error: )?.*credentials.*\n/)]);
    const request = {
      apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
      kind: 'CredentialProviderRequest',
      image: `${host}/a:1`,
    };
    expect((await command(['kubelet-credential-provider'], {}, JSON.stringify(request))).exitCode).toBe(1);
  });

  it('as an endpoint of container credentials or of instance metadata fails add and is named by doctor', async () => {
    server = await startAbruptServer(kind);
    const url = `http://${server.authority}`;
    const container = await command(['registry', 'add', host, 'awsauto', 'awsauto'], {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/creds`,
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expectFailure(container, 1, kind);
    expectFailure(
      await command(['registry', 'add', host, 'awsauto', 'awsauto'], { AWS_EC2_METADATA_SERVICE_ENDPOINT: url }),
      1,
      'never answers',
    );
    await command(['registry', 'add', host, 'awsauto', 'awsauto', '--endpoint', url, '--skip-validate']);
    const doctor = await command(['doctor'], { AWS_EC2_METADATA_SERVICE_ENDPOINT: url });
    expect(doctor.exitCode).toBe(1);
    expect(doctor.stdout + doctor.stderr).toContain(server.authority);
  });
});
