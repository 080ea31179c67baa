/** ECR Public: a service of its own, in us-east-1 only. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AwsExchange, key, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';

let world: AwsExchange;

beforeEach(async () => {
  world = await startAwsExchange();
});
afterEach(() => world.aws.close());

describe('a token for ECR Public', () => {
  it('comes from its own service, signed for us-east-1, without an account', async () => {
    const environment = { AWS_ENDPOINT_URL_ECR_PUBLIC: world.aws.url };
    const token = await world.exchange(requestFor(staticKeys(), 'public.ecr.aws'), { environment });
    expect(world.aws.isValidToken(token.password.reveal())).toBe(true);
    expect(world.aws.calls).toMatchObject([{ service: 'ecr-public', region: 'us-east-1', input: {} }]);
  });

  it('without the permission names the policy of that service', async () => {
    world.aws.principals.add({ ...key, denied: ['ecr-public:GetAuthorizationToken'] });
    const error = await world.failure({ ...requestFor(staticKeys(), 'public.ecr.aws'), endpoint: world.aws.url });
    expect(error.hint).toContain('ecr-public:GetAuthorizationToken');
    expect(error.hint).toContain('AmazonElasticContainerRegistryPublicReadOnly');
  });
});
