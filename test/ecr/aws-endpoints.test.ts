/** Which endpoint wins, and which are refused. */
import { describe, expect, it } from 'vitest';
import { ecrEndpoint, mayCarryCredentials, stsEndpoint } from '../../src/ecr/aws-endpoints.js';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import { registry } from '../support/aws-exchange.js';

const privateTarget = parseEcrHost(registry) ?? raise();
const publicTarget = parseEcrHost('public.ecr.aws') ?? raise();
const none = { ecr: undefined, sts: undefined };
const settings = { ecr: 'https://settings.example', sts: 'https://sts-settings.example' };
const environment = {
  AWS_ENDPOINT_URL: 'https://all.example',
  AWS_ENDPOINT_URL_ECR: 'https://ecr.example',
  AWS_ENDPOINT_URL_ECR_PUBLIC: 'https://public.example',
  AWS_ENDPOINT_URL_STS: 'https://sts.example',
};

describe('the endpoint of the ECR API', () => {
  it.each([
    [
      'the record, before all',
      privateTarget,
      'https://record.example',
      settings,
      environment,
      'https://record.example',
    ],
    [
      'config.yaml, before the environment',
      privateTarget,
      undefined,
      settings,
      environment,
      'https://settings.example',
    ],
    [
      'the service’s variable, before the general one',
      privateTarget,
      undefined,
      none,
      environment,
      'https://ecr.example',
    ],
    [
      'the general variable',
      privateTarget,
      undefined,
      none,
      { AWS_ENDPOINT_URL: 'https://all.example' },
      'https://all.example',
    ],
    [
      'nothing when an empty variable is all there is',
      privateTarget,
      undefined,
      none,
      { AWS_ENDPOINT_URL: '' },
      undefined,
    ],
    [
      'nothing when the variables are to be ignored',
      privateTarget,
      undefined,
      none,
      { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      undefined,
    ],
    [
      'ECR Public’s own variable, never that of private registries',
      publicTarget,
      undefined,
      settings,
      environment,
      'https://public.example',
    ],
    [
      'the record, for ECR Public too',
      publicTarget,
      'https://record.example',
      settings,
      environment,
      'https://record.example',
    ],
    [
      'nothing for ECR Public when only private registries have one',
      publicTarget,
      undefined,
      settings,
      { AWS_ENDPOINT_URL_ECR: 'https://ecr.example' },
      undefined,
    ],
  ])('is %s', (_case, target, endpoint, given, variables, expected) => {
    expect(ecrEndpoint({ target, endpoint }, given, variables)).toBe(expected);
  });
});

describe('the endpoint of STS', () => {
  it('is that of config.yaml, then the variable', () => {
    expect(stsEndpoint(settings, environment)).toBe('https://sts-settings.example');
    expect(stsEndpoint(none, environment)).toBe('https://sts.example');
    expect(stsEndpoint(none, {})).toBeUndefined();
  });
});

describe('endpoints that are refused', () => {
  it.each([
    ['no URL', 'api.example.com', 'the AWS endpoint in endpoints.ecr is not an http(s) URL'],
    ['another scheme', 'ftp://api.example.com', 'the AWS endpoint in endpoints.ecr is not an http(s) URL'],
    [
      'a password in it',
      'https://user:canary@api.example.com',
      'the AWS endpoint in endpoints.ecr contains a user name or password',
    ],
    [
      'plain http to another machine',
      'http://api.example.com:4566',
      'the AWS endpoint in endpoints.ecr is plain http to another machine (api.example.com:4566)',
    ],
    [
      'plain http to the metadata address',
      'http://169.254.169.254',
      'the AWS endpoint in endpoints.ecr is plain http to another machine (169.254.169.254)',
    ],
  ])('%s: the message names the setting, not its secrets', (_case, ecr, message) => {
    expect(() => ecrEndpoint({ target: privateTarget, endpoint: undefined }, { ecr, sts: undefined }, {})).toThrow(
      message,
    );
  });

  it.each([['127.0.0.1'], ['localhost'], ['[::1]']])('plain http to %s is no other machine', (host) => {
    expect(mayCarryCredentials('http:', host)).toBe(true);
  });
});

function raise(): never {
  throw new TypeError('no ECR host');
}
