/** One exchange as a process of its own: what the SDK does to stderr and to the event loop shows only there. */
import { createTokenExchange } from '../../src/ecr/token-exchange.js';
import { parseEcrHost } from '../../src/registry/ecr-host.js';
import { identityOf } from '../../src/registry/identity.js';
import { Secret } from '../../src/secret.js';

const [registry = '', user = '', password = '', timeoutMs = '10000'] = process.argv.slice(2);
const target = parseEcrHost(registry);
if (!target) throw new TypeError('no ECR host');
const exchange = createTokenExchange({
  environment: process.env,
  certificateAuthorities: [],
  endpoints: { ecr: undefined, sts: undefined },
  timeoutMs: Number(timeoutMs),
  clock: Date.now,
  debug: () => undefined,
});
exchange
  .exchange({
    registry,
    command: 'update',
    identity: identityOf(user, new Secret(password)),
    ecrHost: target,
    target,
    endpoint: undefined,
  })
  .then(
    (token) => process.stdout.write(`token from ${token.source}`),
    (error: unknown) => process.stdout.write(`error: ${error instanceof Error ? error.message : ''}`),
  );
