/** Which paths are secrets that a container engine mounts. */
import { expect, it } from 'vitest';
import { isMountedSecret } from '../../src/system/mounted-secret.js';

it.each(['/run/secrets/ts-reg', '/var/run/secrets/a/b', '/run//secrets/x'])('takes %s for a mounted secret', (path) => {
  expect(isMountedSecret(path)).toBe(true);
});

it.each(['/run/secrets', '/run/secrets/../key', '/home/me/run/secrets/key', '/run/secretsx/key', 'run/secrets/key'])(
  'does not take %s for one',
  (path) => {
    expect(isMountedSecret(path)).toBe(false);
  },
);
