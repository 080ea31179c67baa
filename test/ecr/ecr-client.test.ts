/** Private registries: what is asked of which API, when the SDK's own files have a say. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account, type AwsExchange, requestFor, startAwsExchange, staticKeys } from '../support/aws-exchange.js';

const fromFiles = { endpoints: { ecr: undefined, sts: undefined } };
let world: AwsExchange;
let folder: string;

beforeEach(async () => {
  world = await startAwsExchange();
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-ecr-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.aws.close();
  await rm(folder, { recursive: true });
});

async function config(text: string): Promise<void> {
  await writeFile(join(folder, 'config'), text);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
}

describe('an endpoint in the shared config file', () => {
  it('is used', async () => {
    await config(`[default]\nendpoint_url = ${world.aws.url}\n`);
    await world.exchange(requestFor(staticKeys()), fromFiles);
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  });

  it('wins over the FIPS name of the registry', async () => {
    await config(`[default]\nservices = mine\n[services mine]\necr =\n  endpoint_url = ${world.aws.url}\n`);
    await world.exchange(requestFor(staticKeys(), `${account}.dkr.ecr-fips.us-east-1.amazonaws.com`), fromFiles);
    expect(world.aws.count('GetAuthorizationToken')).toBe(1);
  });

  it('that is plain http to another machine is not called', async () => {
    await config('[default]\nendpoint_url = http://ecr.example.com\n');
    const error = await world.failure(requestFor(staticKeys()), fromFiles);
    expect(error.message).toContain('plain http to another machine (ecr.example.com)');
  });
});

describe('a region that is invalid', () => {
  it('is told without a request', async () => {
    const target = { service: 'ecr', account: '', region: 'us_east/1', fips: false, dualStack: false } as const;
    const error = await world.failure({
      registry: 'images.example.com',
      command: 'update',
      identity: staticKeys(),
      ecrHost: undefined,
      target,
      endpoint: undefined,
    });
    expect(error.message).toContain('Region not accepted');
    expect(world.aws.calls).toEqual([]);
  });
});
