/** A remote Anchore deployment as backend. */
import { expect, it } from 'vitest';
import { startCli } from '../../support/cli-run.js';

it('is asked instead of the store on this machine when a URL is set', async () => {
  const cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate']);
  const remote = await cli.run(['registry', 'list', '--url', 'http://127.0.0.1:1/v1', '--u', 'admin', '--p', 'foobar']);
  expect(remote).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringContaining(
      'could not access anchore service (user=admin url=http://127.0.0.1:1/v1)',
    ) as string,
  });
  expect(
    (await cli.run(['registry', 'list', '--local'], { environment: { ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1' } }))
      .stdout,
  ).toContain('r.example.com');
  cli.dispose();
});

it.each([
  ['http://anchore.invalid:8228/v1', 1],
  ['http://192.0.2.1/v1', 1],
  ['http://user.invalid/v1/', 1],
  ['https://anchore.invalid/v1', 0],
  ['http://localhost:1/v1', 0],
  ['http://127.0.0.2:1/v1', 0],
  ['http://[::1]:1/v1', 0],
])('%s off this machine without TLS gets one warning: %d', async (url, warnings) => {
  const cli = startCli();
  // A proxy that refuses, so that no name is looked up and nothing leaves this machine.
  const environment = {
    http_proxy: 'http://127.0.0.1:1',
    https_proxy: 'http://127.0.0.1:1',
    no_proxy: 'localhost,127.0.0.2,::1',
  };
  const { stderr } = await cli.run(['registry', 'list', '--url', url, '--u', 'admin', '--p', 'foobar'], {
    environment,
  });
  expect(stderr.match(/^WARN: .*without encryption/gm) ?? []).toHaveLength(warnings);
  cli.dispose();
});
