/** The main job as users run it: real processes, a fresh home, a whole loopback region under its real names. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from './support/loopback-cloud.js';
import { type Ended, run, tsReg } from './support/spawned.js';

let cloud: LoopbackCloud;
let home: string;

beforeAll(async () => {
  cloud = await startLoopbackCloud();
});
afterAll(() => cloud.close());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function registry(args: readonly string[], input?: string): Promise<Ended> {
  return run(tsReg, ['registry', ...args], {
    environment: { TS_REG_HOME: home, ...cloud.environment },
    ...(input === undefined ? {} : { input }),
  });
}

/** Every file below the home with its bytes. */
function contents(): ReadonlyMap<string, string> {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => [join(file.parentPath, file.name), readFileSync(join(file.parentPath, file.name), 'latin1')]),
  );
}

function allowAmbientRole(): void {
  writeFileSync(join(home, 'config.yaml'), 'allow_awsecr_iam_auto: True\n', { mode: 0o600 });
}

describe('an ECR registry with keys', () => {
  it('is added with one exchange and one accepted ping, its type guessed', async () => {
    const [exchanges, pings] = [cloud.aws.count('GetAuthorizationToken'), acceptedPings()];
    const added = await registry(['add', cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey]);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(added.stdout).toMatch(
      new RegExp(
        `^Registry: ${cloud.registryHost}\\nName: ${cloud.registryHost}\\nUser: ${cloud.key.accessKeyId}\\nType: awsecr\\nVerify TLS: True\\nCreated: \\S+Z\\nUpdated: \\S+Z\\n\\n\\n$`,
      ),
    );
    expect(added.stderr).toContain(
      "WARN: setting registry type to 'awsecr' based on form of input registry name, remove and re-add using '--registry-type docker_v2' to override\n",
    );
    expect(cloud.aws.count('GetAuthorizationToken') - exchanges).toBe(1);
    expect(acceptedPings() - pings).toBe(1);
  });

  it('gives a token that the registry accepts, from the kept one', async () => {
    await addWithKeys();
    const exchanges = cloud.aws.count('GetAuthorizationToken');
    const { stdout, exitCode } = await registry(['token', cloud.registryHost]);
    expect(exitCode).toBe(0);
    expect(cloud.aws.isValidToken(stdout.trimEnd())).toBe(true);
    expect(cloud.aws.count('GetAuthorizationToken')).toBe(exchanges);
  });

  it('is refused with a wrong secret, exit 1, and nothing is stored', async () => {
    const { exitCode, stdout, stderr } = await registry([
      'add',
      cloud.registryHost,
      cloud.key.accessKeyId,
      'wrong/secret',
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(
      'Error: cannot refresh credentials for supplied registry, with supplied credentials - exception: ',
    );
    expect(stderr).toContain('\nhint: ');
    expect(contents().size).toBe(0);
  });

  it('leaves the store byte-identical when an update is refused', async () => {
    await addWithKeys();
    const before = contents();
    expect((await registry(['update', cloud.registryHost, cloud.key.accessKeyId, 'wrong/secret'])).exitCode).toBe(1);
    expect(contents()).toEqual(before);
  });

  it('takes the secret from standard input, and never writes it or the token in clear', async () => {
    const added = await registry(
      ['add', cloud.registryHost, cloud.key.accessKeyId, '--password-stdin'],
      `${cloud.key.secretAccessKey}\n`,
    );
    expect(added.exitCode, added.stderr).toBe(0);
    const token = (await registry(['token', cloud.registryHost])).stdout.trimEnd();
    expect(contents().size).toBeGreaterThanOrEqual(4);
    for (const [path, bytes] of contents()) {
      for (const secret of [cloud.key.secretAccessKey, token]) {
        expect(bytes.includes(secret), path).toBe(false);
        expect(bytes.includes(Buffer.from(secret).toString('base64')), path).toBe(false);
      }
      expect(statSync(path).mode & 0o077, path).toBe(0);
    }
  });

  it('is listed, shown, updated and deleted', async () => {
    await addWithKeys();
    expect((await registry(['list'])).stdout).toContain(
      `${cloud.registryHost}        awsecr        ${cloud.key.accessKeyId}        \n`,
    );
    expect((await registry(['list', '--wide'])).stdout).toMatch(/ valid 11h 5\dm /);
    expect(JSON.parse((await registry(['get', cloud.registryHost, '--json'])).stdout)).toMatchObject([
      { registry_type: 'awsecr', userId: 'admin' },
    ]);
    expect(
      (
        await registry([
          'update',
          cloud.registryHost,
          cloud.key.accessKeyId,
          cloud.key.secretAccessKey,
          '--registry-name',
          'production',
        ])
      ).stdout,
    ).toContain('Name: production\n');
    expect(await registry(['del', cloud.registryHost])).toEqual({ exitCode: 0, stdout: 'Success\n', stderr: '' });
    expect(await registry(['get', cloud.registryHost])).toMatchObject({ exitCode: 1, stdout: '' });
    expect((await registry(['del', cloud.registryHost, '--if-exists'])).stdout).toBe('Success\n');
  });

  it('is a conflict the second time, exit 2, and --replace makes it repeatable', async () => {
    await addWithKeys();
    const again = ['add', cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey];
    expect(await registry(again)).toMatchObject({ exitCode: 2, stdout: '' });
    expect((await registry([...again, '--replace'])).exitCode).toBe(0);
  });
});

describe('the role of the machine', () => {
  it('is refused by default, exit 1, naming file and line', async () => {
    const { exitCode, stderr } = await registry(['add', cloud.registryHost, 'awsauto', 'awsauto']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Error: 'awsauto' is not enabled in service configuration\n");
    expect(stderr).toContain(`'allow_awsecr_iam_auto: True' >> ${join(home, 'config.yaml')}`);
  });

  it('gives a token when config.yaml allows it, by IMDSv2 alone', async () => {
    allowAmbientRole();
    const added = await registry(['add', cloud.registryHost, 'awsauto', 'awsauto']);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(cloud.imds.requests.length).toBeGreaterThan(0);
    expect(cloud.imds.version1Requests).toBe(0);
  });

  it('is refused again at the next exchange when the gate is closed', async () => {
    allowAmbientRole();
    await registry(['add', cloud.registryHost, 'awsauto']);
    rmSync(join(home, 'config.yaml'));
    expect((await registry(['refresh', '--force'])).exitCode).toBe(1);
  });
});

function acceptedPings(): number {
  return cloud.registry.requests.filter((request) => request.headers.authorization !== undefined).length;
}

async function addWithKeys(): Promise<void> {
  const added = await registry(['add', cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey]);
  expect(added.exitCode, added.stderr).toBe(0);
}
