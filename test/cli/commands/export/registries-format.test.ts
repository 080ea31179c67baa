/** The store, or an engine's list, as a file for `registry apply`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { documentOf } from '../../../apply/documents.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { startLoopbackAnchore } from '../../../support/loopback-anchore.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

const argv = ['registry', 'export', '--format', 'registries'];
const add = (registry: string, user: string, password: string) =>
  cli.run(['registry', 'add', registry, user, password, '--skip-validate']);
const listed = (text: string) => documentOf(text).entries.map(({ registry }) => registry);

it('writes every registry without its secret, or those that are named', async () => {
  await add('b.example.com', 'ci', 'canary');
  await add('docker.io', 'me', 'canary');
  const all = await cli.run(argv);
  expect(all).toMatchObject({ exitCode: 0, stderr: '' });
  expect(all.stdout).not.toContain('canary');
  expect(listed(all.stdout)).toEqual(['b.example.com', 'docker.io']);
  expect(listed((await cli.run([...argv, 'index.docker.io'])).stdout)).toEqual(['docker.io']);
  expect(await cli.run([...argv, 'c.example.com'])).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: 'Error: c.example.com is not stored\nhint: ts-reg registry list\n',
  });
});

it('is a document for a store that is empty, too', async () => {
  expect(listed((await cli.run(argv)).stdout)).toEqual([]);
});

it('leaves out a token that docker stored, and says so', async () => {
  const config = JSON.stringify({
    auths: { '123456789012.dkr.ecr.us-east-1.amazonaws.com': { auth: Buffer.from('AWS:canary').toString('base64') } },
  });
  await cli.run(['registry', 'import', '-'], { input: config });
  await add('b.example.com', 'ci', 'canary');
  const { stdout, stderr } = await cli.run(argv);
  expect(listed(stdout)).toEqual(['b.example.com']);
  expect(stderr).toBe(
    'WARN: 123456789012.dkr.ecr.us-east-1.amazonaws.com: left out, docker login stored a token there that ends after 12 hours\n',
  );
});

it('writes the list of an engine, with one variable for each user, and applied there it changes nothing', async () => {
  const api = await startLoopbackAnchore({ allowAwsAuto: true });
  try {
    const environment = { ANCHORE_CLI_URL: `${api.origin}/v1`, ANCHORE_CLI_USER: 'admin', ANCHORE_CLI_PASS: 'foobar' };
    const run = (args: readonly string[], input?: string) =>
      cli.run(args, { environment, ...(input !== undefined && { input }) });
    await run(['registry', 'add', 'a.example.com', 'ci', 'canary', '--registry-name', 'ours', '--insecure']);
    await run(['registry', 'add', 'b.example.com', 'ci', 'canary']);
    await run(['registry', 'add', '123456789012.dkr.ecr.us-east-1.amazonaws.com', '_iam_role', 'canary']);
    const { stdout } = await run(argv);
    expect(stdout).toContain('{ env: PASSWORD_CI }');
    expect(stdout).toContain('    name: ours\n    verify_tls: false\n');
    expect(stdout).not.toContain('canary');
    expect((await run(['registry', 'apply', '-'], stdout)).stderr).toContain('3 unchanged\n');
  } finally {
    await api.close();
  }
});
