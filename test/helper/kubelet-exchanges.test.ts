/** What one request of the kubelet costs: the exchanges with AWS and their requests, counted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, run, tsReg } from '../support/spawned.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { type HelperHome, hour, makeHelperHome, user } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
let aws: LoopbackAws;
let home: HelperHome;
beforeEach(async () => {
  aws = await startLoopbackAws({ keys: [user] });
  home = makeHelperHome();
  await home.addEcr(registry, aws.url);
});
afterEach(async () => {
  home.dispose();
  await aws.close();
});

function kubelet(image: string): Promise<Ended> {
  const apiVersion = 'credentialprovider.kubelet.k8s.io/v1';
  return run(tsReg, ['kubelet-credential-provider'], {
    environment: { TS_REG_HOME: home.folder, AWS_EC2_METADATA_DISABLED: 'true' },
    input: JSON.stringify({ kind: 'CredentialProviderRequest', apiVersion, image }),
  });
}

const images = ['', '/app', '/app:1', '/team/app', `/team/app@sha256:${'0'.repeat(64)}`].map((rest) => registry + rest);

describe('one request of the kubelet', () => {
  it.each(images)('for %s costs one exchange of one request, and the next one none', async (image) => {
    expect(await kubelet(image)).toMatchObject({ exitCode: 0 });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['GetAuthorizationToken']);
    expect(await kubelet(image)).toMatchObject({ exitCode: 0 });
    expect(aws.calls).toHaveLength(1);
  });

  it('with a kept token costs none, whatever is pulled', async () => {
    await home.keepToken(registry, aws.url, 11 * hour);
    for (const image of images) expect(await kubelet(image)).toMatchObject({ exitCode: 0 });
    expect(aws.calls).toEqual([]);
  });

  it('for a token that ran out costs one', async () => {
    await home.keepToken(registry, aws.url, -hour);
    expect(await kubelet(`${registry}/app`)).toMatchObject({ exitCode: 0 });
    expect(aws.calls).toHaveLength(1);
  });

  it('that AWS denies costs one request, and is an error', async () => {
    aws.faults.add({ kind: 'access-denied' });
    expect(await kubelet(`${registry}/app`)).toMatchObject({ exitCode: 1, stdout: '' });
    expect(aws.calls).toHaveLength(1);
  });

  it('for an image of another registry costs none', async () => {
    expect(await kubelet('registry.example.com/app')).toMatchObject({ exitCode: 0 });
    expect(aws.calls).toEqual([]);
  });

  it('among five at once for one registry costs one exchange in all', async () => {
    const answers = await Promise.all(images.map(kubelet));
    expect(answers.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
    expect(aws.calls).toHaveLength(1);
  });
});
