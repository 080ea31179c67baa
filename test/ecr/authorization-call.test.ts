/** The settings that both ECR clients share. */
import { describe, expect, it } from 'vitest';
import { clientSettings } from '../../src/ecr/authorization-call.js';
import { SdkTransport } from '../../src/ecr/sdk-transport.js';

const signal = new AbortController().signal;
const transport = new SdkTransport({
  environment: {},
  certificateAuthorities: [],
  signal,
  clock: () => 0,
  debug: () => undefined,
  asking: () => undefined,
});
const credentials = (): Promise<never> => Promise.reject(new Error('not asked'));
const target = { service: 'ecr', account: '1', region: 'eu-west-1', fips: true, dualStack: true } as const;

describe('the settings of an ECR client', () => {
  const settings = {
    useFips: false,
    useDualstack: false,
    regions: [],
    maxAttempts: 3,
    ignoreEndpoints: false,
    profileEndpoint: () => undefined,
    profileOrigin: '',
    certificateAuthority: undefined,
  };

  it('name the region and three tries, and leave the API host to the SDK', () => {
    const made = clientSettings(target, { transport, endpoint: undefined, credentials, signal, settings });
    expect(made).toMatchObject({
      region: 'eu-west-1',
      maxAttempts: 3,
      retryMode: 'adaptive',
      requestHandler: transport,
    });
    expect(made).not.toHaveProperty('endpoint');
    expect(made).toMatchObject({ useFipsEndpoint: true, useDualstackEndpoint: false });
  });

  it('let an endpoint that was set win over FIPS and dual-stack', () => {
    const made = clientSettings(target, { transport, endpoint: 'https://vpce.example', credentials, signal, settings });
    expect(made).toMatchObject({
      endpoint: 'https://vpce.example',
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
    });
  });
});
