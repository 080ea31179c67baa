import { expect, it } from 'vitest';
import { podSpec } from '../../src/kubernetes/manifest-pod.js';
import { manifestRequest } from './manifest-request.js';

const request = manifestRequest;

it('watches in a Deployment, and not in a CronJob', () => {
  expect(podSpec(request)).toMatchObject({
    containers: [
      { command: ['ts-reg', 'kubernetes', 'apply', '--all', '--namespace', 'web', '--name', 'pull', '--watch'] },
    ],
  });
  const job = podSpec({ ...request, schedule: '@daily', registriesSecret: 's' });
  expect(JSON.stringify(job)).not.toContain('--watch');
  expect(job).toMatchObject({ restartPolicy: 'OnFailure', volumes: [{}, { projected: { sources: { length: 2 } } }] });
});
