/** The embedded store put together from its rooms. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliHome, startCli } from '../support/cli-run.js';
import { startLoopbackAws } from '../support/loopback-aws.js';
import { startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa } from '../support/private-ca.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('exchanges with the AWS of the settings, and pings the registry with the token', async () => {
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' };
  const aws = await startLoopbackAws({
    keys: [{ ...key, account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ci' }],
  });
  // An ECR token goes over TLS alone.
  const ca = await createPrivateCa();
  await ca.writeTo(join(cli.folder, 'ca.pem'));
  const registry = await startLoopbackRegistry({
    tls: await ca.issue(['127.0.0.1']),
    accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
  });
  writeFileSync(join(cli.folder, 'config.yaml'), `ca_file: ca.pem\nendpoints:\n  ecr: ${aws.url}\n`);
  const { exitCode, stderr } = await cli.run(
    [
      'registry',
      'add',
      registry.authority,
      key.accessKeyId,
      key.secretAccessKey,
      '--registry-type',
      'awsecr',
      '--region',
      'us-east-1',
      '--account',
      '123456789012',
      '--debug',
    ],
    { now: Date.now() },
  );
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain(`${registry.authority}: asking the registry`);
  expect(aws.count('GetAuthorizationToken')).toBe(1);
  await Promise.all([aws.close(), registry.close()]);
});

it('refuses a ca_file that is invalid, exit 2, naming it', async () => {
  writeFileSync(join(cli.folder, 'config.yaml'), 'ca_file: /nonexistent/ca.pem\n');
  expect(await cli.run(['registry', 'add', '127.0.0.1:1', 'ci', 'p'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('/nonexistent/ca.pem') as string,
  });
});
