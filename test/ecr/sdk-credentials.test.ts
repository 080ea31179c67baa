/** The SDK's providers as we bind them: quiet, and with STS where it was set. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account, type AwsExchange, key, requestFor, role, startAwsExchange } from '../support/aws-exchange.js';
import { startLoopbackImds } from '../support/loopback-imds.js';

const environment = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
let world: AwsExchange;

beforeEach(async () => {
  world = await startAwsExchange();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await world.aws.close();
});

describe('the SDK’s credential providers', () => {
  it('ask the STS of the variable when config.yaml names none', async () => {
    const identity = { kind: 'role', roleArn: role.arn, externalId: undefined } as const;
    await world.exchange(requestFor(identity), {
      endpoints: { ecr: world.aws.url, sts: undefined },
      environment: { ...environment, AWS_ENDPOINT_URL_STS: world.aws.url },
    });
    expect(world.aws.count('AssumeRole')).toBe(1);
  });

  it('try a throttled STS again', async () => {
    world.aws.faults.add({ kind: 'throttle', operation: 'AssumeRole', times: 1 });
    const identity = { kind: 'role', roleArn: role.arn, externalId: undefined } as const;
    await expect(world.exchange(requestFor(identity), { environment })).resolves.toBeDefined();
    expect(world.aws.count('AssumeRole')).toBe(2);
  });

  it('say nothing on stderr, even when instance metadata hands out keys that have expired', async () => {
    const said = (['warn', 'error', 'log'] as const).map((method) => vi.spyOn(console, method));
    const session = () => world.aws.principals.issueSession(role, 'i-0abc', Date.now() - 60_000);
    const imds = await startLoopbackImds({ roleName: 'puller', region: 'us-east-1', account, session });
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', imds.url);
    const error = await world.failure(requestFor({ kind: 'ambient' }), {
      environment: { AWS_EC2_METADATA_DISABLED: '' },
    });
    expect(error.message).toContain(
      'ExpiredTokenException: The security token included in the request is expired (credentials: EC2 instance role)',
    );
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    await imds.close();
  });
});
