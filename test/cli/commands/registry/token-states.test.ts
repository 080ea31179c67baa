/** The states of kept tokens, as `list` and `get` show them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { type LoopbackAws, startLoopbackAws } from '../../../support/loopback-aws.js';

const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' };
const host = (account: string): string => `${account}.dkr.ecr.us-east-1.amazonaws.com`;
let cli: CliHome;
let aws: LoopbackAws;
beforeEach(async () => {
  cli = startCli();
  aws = await startLoopbackAws({
    keys: [{ ...key, account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ci' }],
  });
  const offline = ['--skip-validate', '--endpoint', aws.url];
  const now = Date.now();
  await cli.run(['registry', 'add', host('111111111111'), key.accessKeyId, key.secretAccessKey, ...offline], { now });
  await cli.run(['registry', 'add', host('222222222222'), key.accessKeyId, 'wrong', ...offline], { now });
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate'], { now });
});
afterEach(async () => {
  cli.dispose();
  await aws.close();
});

it('are known of ECR registries, and of no other; expired ones are called so', async () => {
  const states = async (now: number): Promise<readonly unknown[]> => {
    const { stdout } = await cli.run(['registry', 'list', '--wide', '--json'], { now });
    return (JSON.parse(stdout) as { token_state: unknown; token_expires_at: unknown }[]).map((each) => [
      each.token_state,
      each.token_expires_at,
    ]);
  };
  const until = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
  const others = [
    ['none', null],
    [null, null],
  ];
  expect(await states(Date.now())).toEqual([['fresh', until], ...others]);
  expect(await states(Date.now() + 13 * 3_600_000)).toEqual([['expired', until], ...others]);
});

it('cost no request to AWS', async () => {
  const before = aws.count('GetAuthorizationToken');
  await cli.run(['registry', 'list'], { terminal: 80 });
  await cli.run(['registry', 'get', host('111111111111'), '--wide']);
  expect(aws.count('GetAuthorizationToken')).toBe(before);
});
