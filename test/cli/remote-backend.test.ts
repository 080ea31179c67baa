/** A remote Anchore deployment as backend. */
import { expect, it } from 'vitest';
import { startCli } from '../support/cli-run.js';

it('is asked instead of the store on this machine when a URL is set', async () => {
  const cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate']);
  const remote = await cli.run(['registry', 'list', '--url', 'http://127.0.0.1:1/v1', '--u', 'admin', '--p', 'foobar']);
  expect(remote).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('could not access anchore service (user=admin url=http://127.0.0.1:1/v1)') as string });
  expect((await cli.run(['registry', 'list', '--local'], { environment: { ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1' } })).stdout).toContain('r.example.com');
  cli.dispose();
});
