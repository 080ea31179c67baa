/**
 * What the measured programs talk to, in a process of its own: a loopback AWS region and an Anchore API with three
 * registries.
 */
import { startLoopbackAnchore } from '../test/support/loopback-anchore.js';
import { startLoopbackCloud } from '../test/support/loopback-cloud.js';

const cloud = await startLoopbackCloud({ account: '123456789012' });
const anchore = await startLoopbackAnchore({ user: 'admin', password: 'foobar' });
for (const name of ['a', 'b', 'c']) {
  const answer = await fetch(`${anchore.origin}/v1/registries?validate=False`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('admin:foobar').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      registry: `${name}.example.com`,
      registry_user: 'ci',
      registry_pass: 'p',
      registry_type: 'docker_v2',
      registry_verify: true,
      registry_name: name,
    }),
  });
  if (!answer.ok) throw new Error(`the loopback Anchore API refused a registry: ${await answer.text()}`);
}
const { registryHost, key, caFile, environment } = cloud;
process.stdout.write(`${JSON.stringify({ registryHost, key, caFile, environment, anchore: anchore.origin })}\n`);
// The end of stdin is the end.
process.stdin.resume().on('end', () => void Promise.all([cloud.close(), anchore.close()]));
