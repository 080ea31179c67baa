/** `ts-reg registry add`. */
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerAdd } from '../../../../src/cli/commands/registry/add.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../../../support/loopback-registry.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
let registry: LoopbackRegistry;
beforeEach(async () => {
  cli = startCli();
  registry = await startLoopbackRegistry({ accepts: (user, password) => user === 'ci' && password === 'right' });
});
afterEach(async () => {
  cli.dispose();
  await registry.close();
});

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const guessed =
  "WARN: setting registry type to 'awsecr' based on form of input registry name, remove and re-add using '--registry-type docker_v2' to override\n";

describe('its arguments', () => {
  it.each([
    [['add', 'r'], { registry: 'r', user: undefined, password: undefined }],
    [
      ['add', 'r', 'u', 'p', '--insecure', '--replace'],
      { registry: 'r', user: 'u', password: 'p', insecure: true, replace: true },
    ],
    [
      ['add', '--skip-validate', 'r', '--registry-type', 'awsecr', 'u', '--registry-name', 'n'],
      { registry: 'r', user: 'u', password: undefined, skipValidate: true, registryType: 'awsecr', registryName: 'n' },
    ],
    [
      ['add', 'r', 'u', '--password-stdin', '--region', 'us-east-1', '--account', '1', '--endpoint', 'https://e'],
      {
        registry: 'r',
        user: 'u',
        password: undefined,
        passwordStdin: true,
        region: 'us-east-1',
        account: '1',
        endpoint: 'https://e',
      },
    ],
  ])('%j', async (argv, options) => {
    expect(await parsed(registerAdd, argv)).toEqual(options);
  });
});

describe('registry add', () => {
  it('prints the registry as anchore-cli does once the registry has accepted', async () => {
    expect(await cli.run(['registry', 'add', registry.authority, 'ci', 'right', '--registry-name', 'mine'])).toEqual({
      exitCode: 0,
      stdout: `Registry: ${registry.authority}\nName: mine\nUser: ci\nType: docker_v2\nVerify TLS: True\nCreated: 2026-01-02T12:00:00Z\nUpdated: 2026-01-02T12:00:00Z\n\n\n`,
      stderr: '',
    });
  });

  it('says on a terminal what to do next', async () => {
    const { stderr } = await cli.run(['registry', 'add', registry.authority, 'ci', 'right'], { terminal: 80 });
    expect(stderr).toBe(
      `the registry accepted it\ntip: a password typed as an argument stays in the history of the shell; leave it out, and ts-reg asks for it\nnext: ts-reg configure-docker ${registry.authority}\n`,
    );
  });

  it('says on a terminal in plain words what type the host name stands for; the WARN stays in a pipe', async () => {
    const add = ['registry', 'add', ecr, 'AKIAIOSFODNN7EXAMPLE', 's', '--skip-validate', '--replace'];
    const options = { environment: { NO_COLOR: '1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } };
    const { stderr } = await cli.run(add, { ...options, terminal: 80 });
    expect(stderr.split('\n')[0]).toBe('type: awsecr, from the host name');
    expect(stderr).toContain('stored, but AWS gave no token for it (--skip-validate)\n');
    expect(stderr).not.toContain('WARN');
    // stdout alone is a terminal: the log that stderr goes to is anchore-cli's.
    expect((await cli.run(add, { ...options, terminal: { stdout: 80 } })).stderr).toBe(guessed);
    expect((await cli.run(add, options)).stderr).toBe(guessed);
  });

  it.each([
    [['ci', 'right'], 'the registry accepted it'],
    [['ci', 'wrong', '--skip-validate'], 'stored without asking the registry (--skip-validate)'],
  ])('says on a terminal what was proven: %j', async (words, proof) => {
    const { stderr } = await cli.run(['registry', 'add', registry.authority, ...words], { terminal: 80 });
    expect(stderr).toContain(`${proof}\n`);
    expect((await cli.run(['registry', 'update', registry.authority, ...words])).stderr).toBe('');
    const updated = await cli.run(['registry', 'update', registry.authority, ...words], { terminal: 80 });
    expect(updated.stderr).toContain(`${proof}\n`);
  });

  it('puts the reason first on a terminal, and the registry behind it', async () => {
    const { stderr } = await cli.run(['registry', 'add', registry.authority, 'ci', 'wrong'], {
      terminal: 300,
      environment: { NO_COLOR: '1' },
    });
    expect(stderr).toMatch(/Error: registry refused the user name or password \(.*; 127\.0\.0\.1:\d+\)\nhint: /);
  });

  it('is refused when the registry refuses, exit 1, and nothing is stored', async () => {
    const { exitCode, stdout, stderr } = await cli.run(['registry', 'add', registry.authority, 'ci', 'wrong']);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Error: cannot ping supplied registry with supplied credentials - exception: .*\nhint: .*\n$/,
    );
    expect(readdirSync(cli.folder)).toEqual([]);
  });

  it('guesses awsecr from the host and says so; --registry-type overrides', async () => {
    const skip = ['--skip-validate', '--endpoint', 'http://127.0.0.1:1'];
    expect((await cli.run(['registry', 'add', ecr, 'AKIA', 's', ...skip])).stderr).toBe(guessed);
    expect(
      await cli.run(['registry', 'add', `${ecr}/x`, 'u', 'p', '--skip-validate', '--registry-type', 'docker_v2']),
    ).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^WARN: docker, podman, [^\n]+\n$/) as string });
  });

  it('takes no look-alike for ECR', async () => {
    const { stdout, stderr } = await cli.run(['registry', 'add', `${ecr}.evil.com`, 'u', 'p', '--skip-validate']);
    expect(stdout).toContain('Type: docker_v2\n');
    expect(stderr).toBe(
      `WARN: ${ecr}.evil.com is not an Amazon ECR host, so its type is docker_v2; for an ECR behind this name: --registry-type awsecr --region REGION\n`,
    );
  });

  it.each([
    '000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4566',
    'vpce-0a1b.dkr.ecr.us-east-1.vpce.amazonaws.com',
    'ecr.mirror.example.com',
    'ecr:5000',
  ])('warns once of a name that has ECR in it, unless its type is chosen: %s', async (name) => {
    const argv = ['registry', 'add', name, 'u', 'p', '--skip-validate'];
    expect((await cli.run(argv)).stderr).toMatch(/^WARN: \S+ is not an Amazon ECR host, [^\n]+\n$/);
    expect(await cli.run([...argv, '--replace', '--registry-type', 'docker_v2'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });

  it('says that a token of AWS ends, where a person chose to store one', async () => {
    const { exitCode, stderr } = await cli.run([
      'registry',
      'add',
      ecr,
      'AWS',
      'token',
      '--skip-validate',
      '--registry-type',
      'docker_v2',
    ]);
    expect([exitCode, stderr]).toEqual([
      0,
      'WARN: a token of the user AWS expires after 12 hours and is not renewed; as awsecr, with an access key id or awsauto, ts-reg renews it itself\n',
    ]);
  });

  it('warns of an account that has not 12 digits', async () => {
    const { stderr } = await cli.run([
      'registry',
      'add',
      '1234567890.dkr.ecr.us-east-1.amazonaws.com',
      'AKIA',
      's',
      '--skip-validate',
      '--endpoint',
      'http://127.0.0.1:1',
    ]);
    expect(stderr).toBe(
      `${guessed}WARN: 1234567890.dkr.ecr.us-east-1.amazonaws.com: AWS account ids have 12 digits, this one has 10; did you mean 001234567890.dkr.ecr.us-east-1.amazonaws.com?\n`,
    );
  });

  it.each([
    ['', 'input registry name is empty'],
    [
      'https://r.example.com',
      'input registry name must start with a hostname/ip, without URI schema (http://, https://)',
    ],
    ['r.example.com/', "input registry name cannot end with trailing '/' characters"],
    ['r.example.com*', "input registry name can have a '*' only at its end and after a '/'"],
    ['user@r.example.com', 'input registry name cannot contain a user name (…@…)'],
    ['r.example.com:99999', "input registry name has no valid port: 'r.example.com:99999'"],
    ['r\u001bexample.com', 'input registry name has an invalid character (U+001B)'],
    [`${'r'.repeat(300)}.com`, 'input registry name is 304 characters long, the maximum is 255'],
  ])('refuses the name %j, exit 1, nothing written', async (name, message) => {
    const { exitCode, stdout, stderr } = await cli.run(['registry', 'add', name, 'u', 'p']);
    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([1, '', `Error: ${message}`]);
    expect(readdirSync(cli.folder)).toEqual([]);
  });

  it('refuses an unknown type, exit 2, in the words of anchore-cli', async () => {
    expect(await cli.run(['registry', 'add', 'r.example.com', 'u', 'p', '--registry-type', 'quay'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^Error: input registry type not supported \(supported registry_types: \['docker_v2', 'awsecr'\]\nhint: /,
      ) as string,
    });
  });

  it('is a conflict the second time, exit 2; --replace makes it repeatable', async () => {
    const argv = ['registry', 'add', registry.authority, 'ci', 'right'];
    await cli.run(argv);
    expect(await cli.run(argv)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('Error: registry already exists in DB\n') as string,
    });
    expect((await cli.run([...argv, '--replace'])).exitCode).toBe(0);
  });
});
