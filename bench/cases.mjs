/** The cases of the comparison: what runs, with which input, in which environment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program as npm puts it on the PATH. */
export function nodeProgram(root, program) {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return ['node', join(root, bin[program])];
}

/** All cases that can run here, by name. */
export function comparisonCases({ root, folder, cloud, peers, executables }) {
  const home = join(folder, 'home');
  const anchoreEnvironment = {
    ANCHORE_CLI_URL: `${cloud.anchore}/v1`,
    ANCHORE_CLI_USER: 'admin',
    ANCHORE_CLI_PASS: 'foobar',
  };
  const base = { PATH: process.env.PATH, HOME: folder, TS_REG_HOME: home, ...cloud.environment };
  const aws = {
    PATH: process.env.PATH,
    HOME: folder,
    ...cloud.environment,
    AWS_CA_BUNDLE: cloud.caFile,
    SSL_CERT_FILE: cloud.caFile,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: cloud.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.key.secretAccessKey,
    AWS_ECR_CACHE_DIR: join(folder, 'ecr'),
  };
  const host = cloud.registryHost;
  const tokens = [join(home, 'tokens')];
  const standalone = (program, ...args) => [join(executables, program), ...args];
  const node = (program, ...args) => [...nodeProgram(root, program), ...args];
  const cases = {
    'node -e 0': { command: ['node', '-e', '0'], environment: base },
    'empty bun executable': { command: [join(executables, 'empty')], environment: base },
    'node: cached get': { command: node('docker-credential-ts-reg', 'get'), input: host, environment: base },
    'node: registry list': { command: node('ts-reg', 'registry', 'list'), environment: base },
    'node: exchange': {
      command: node('docker-credential-ts-reg', 'get'),
      input: host,
      environment: base,
      remove: tokens,
    },
    'executable: cached get': {
      command: standalone('docker-credential-ts-reg', 'get'),
      input: host,
      environment: base,
    },
    'executable: registry list': { command: standalone('ts-reg', 'registry', 'list'), environment: base },
    'executable: exchange': {
      command: standalone('docker-credential-ts-reg', 'get'),
      input: host,
      environment: base,
      remove: tokens,
    },
    'executable: registry list at an Anchore API': {
      command: standalone('ts-reg', 'registry', 'list'),
      environment: { ...base, ...anchoreEnvironment },
    },
  };
  if (peers.ecrLogin) {
    cases['ecr-login: cached get'] = { command: [...peers.ecrLogin.command, 'get'], input: host, environment: aws };
    cases['ecr-login: exchange'] = { ...cases['ecr-login: cached get'], remove: [join(folder, 'ecr')] };
  }
  if (peers.aws)
    cases['aws ecr get-login-password'] = {
      command: [...peers.aws.command, 'ecr', 'get-login-password'],
      environment: aws,
    };
  if (peers.anchoreCli) {
    cases['anchore-cli: registry list'] = {
      command: [...peers.anchoreCli.command, 'registry', 'list'],
      environment: { ...base, ...peers.anchoreCli.environment, ...anchoreEnvironment },
      cwd: folder,
    };
  }
  return Object.fromEntries(Object.entries(cases).map(([name, one]) => [name, { name, ...one }]));
}

/**
 * Issue 7's table: what is compared with what, and the ratio to reach. Cached and uncached cases never share a home at
 * one time.
 */
export const goals = [
  { group: 'cached get', measured: 'executable: cached get', against: 'ecr-login: cached get', goal: 1 },
  { group: 'cached get', measured: 'executable: cached get', against: 'empty bun executable', goal: 2 },
  { group: 'cached get', measured: 'node: cached get', against: 'node -e 0', goal: 1.15 },
  { group: 'registry list', measured: 'executable: registry list', against: 'anchore-cli: registry list', goal: 0.1 },
  {
    group: 'registry list',
    measured: 'executable: registry list at an Anchore API',
    against: 'anchore-cli: registry list',
  },
  { group: 'registry list', measured: 'executable: registry list', against: 'empty bun executable' },
  { group: 'registry list', measured: 'node: registry list', against: 'node -e 0', goal: 1.5 },
  { group: 'exchange', measured: 'executable: exchange', against: 'aws ecr get-login-password', goal: 0.1 },
  { group: 'exchange', measured: 'executable: exchange', against: 'ecr-login: exchange' },
  { group: 'exchange', measured: 'node: exchange', against: 'aws ecr get-login-password' },
  {
    group: 'cached get',
    measured: 'executable: cached get',
    against: 'empty bun executable',
    goal: 1.5,
    what: 'memory',
  },
];
