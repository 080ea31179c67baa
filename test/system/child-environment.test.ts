/** What children inherit: everything but the secrets of ts-reg. */
import { expect, it } from 'vitest';
import { secretVariables, withoutSecrets } from '../../src/system/child-environment.js';

it('takes every secret out, in whatever case its name is, and leaves the rest and its source alone', () => {
  const secrets = Object.fromEntries(
    secretVariables.flatMap((name) => [
      [name, 'canary'],
      [name.toLowerCase(), 'canary'],
    ]),
  );
  const rest = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'for the program', TS_REG_HOME: '/srv', UNSET: undefined };
  const environment: Readonly<Record<string, string | undefined>> = Object.freeze({ ...secrets, ...rest });
  expect(withoutSecrets(environment)).toEqual(rest);
  expect(environment['TS_REG_KEY']).toBe('canary');
});
