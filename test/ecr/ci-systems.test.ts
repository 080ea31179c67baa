/** The CI systems, and the names of sessions that CloudTrail shows. */
import { describe, expect, it } from 'vitest';
import { ciSystemOf, ciSystems, podSessionNameOf, sessionNameOf } from '../../src/ecr/ci-systems.js';

describe('a CI system', () => {
  it('is found by a variable of its own, and every one has a line to add', () => {
    for (const system of ciSystems) {
      expect(ciSystemOf({ [system.sign]: 'true' })).toBe(system);
      expect(system.line('my-audience').length).toBeGreaterThan(10);
      expect(system.missing).not.toBe('');
    }
    expect(ciSystemOf({ CI: 'true' })).toBeUndefined();
    expect(ciSystemOf({ GITLAB_CI: '' })).toBeUndefined();
  });
});

describe('the name of a session', () => {
  const github = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'octo/app', GITHUB_RUN_ID: '4711' };

  it.each([
    [github, 'ts-reg-github-octo-app-4711'],
    [{ ...github, GITHUB_REPOSITORY: 'octo/app name&;' }, 'ts-reg-github-octo-app-name-4711'],
    [{ ...github, GITHUB_REPOSITORY: 'ö/日本' }, 'ts-reg-github-4711'],
    [{ GITHUB_ACTIONS: 'true' }, 'ts-reg-github'],
    [{ ...github, AWS_ROLE_SESSION_NAME: 'mine' }, 'ts-reg-github-octo-app-4711'],
    [{ AWS_ROLE_SESSION_NAME: 'my session' }, 'my-session'],
    [{}, 'ts-reg'],
  ])('of %j is %s', (environment, name) => {
    expect(sessionNameOf(environment)).toBe(name);
  });

  it('of a pod has its namespace and service account', () => {
    expect(podSessionNameOf('system:serviceaccount:team-a:default')).toBe('ts-reg-pod-team-a-default');
    expect(podSessionNameOf(`system:serviceaccount:a:${'b'.repeat(253)}`)).toHaveLength(64);
    expect(podSessionNameOf('someone')).toBe('ts-reg-pod');
  });

  it('keeps to the characters and the length of AWS, and always has the run', () => {
    for (const length of [1, 20, 39, 100, 5_000]) {
      const repository = `${'o'.repeat(length)}/${'r\n'.repeat(length)}`;
      const name = sessionNameOf({ ...github, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: '12345678901' });
      expect(name).toMatch(/^ts-reg-github-o[\w+=,.@-]{1,49}-12345678901$/);
      expect(name.length).toBeLessThanOrEqual(64);
    }
    expect(sessionNameOf({ ...github, GITHUB_RUN_ID: '9'.repeat(500) }).length).toBeLessThanOrEqual(64);
  });
});
