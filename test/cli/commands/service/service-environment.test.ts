import { describe, expect, it } from 'vitest';
import { inherited, refuseShellSecrets } from '../../../../src/cli/commands/service/service-environment.js';

describe('inherited', () => {
  it('passes on what chooses store and identity, and no value with a password', () => {
    const environment = {
      TS_REG_HOME: '/srv/ts-reg',
      AWS_PROFILE: 'dev',
      AWS_REGION: '',
      AWS_SECRET_ACCESS_KEY: 's3cret',
      HTTPS_PROXY: 'http://u:s3cret@proxy.example.com',
      NO_PROXY: 'localhost',
    };
    expect(inherited(environment)).toEqual([
      ['TS_REG_HOME', '/srv/ts-reg'],
      ['AWS_PROFILE', 'dev'],
      ['NO_PROXY', 'localhost'],
    ]);
  });
});

describe('refuseShellSecrets', () => {
  it('lets a store with a key file pass', () => {
    expect(() => {
      refuseShellSecrets({ TS_REG_KEY: '' }, 'file');
    }).not.toThrow();
  });

  it.each([
    [{ TS_REG_KEY: 's3cret' }, 'environment', 'TS_REG_KEY is set in this shell'],
    [{}, 'passphrase', 'the store has a passphrase'],
  ])('refuses %# without repeating it', (environment, kind, reason) => {
    const refused = (): void => {
      refuseShellSecrets(environment, kind);
    };
    expect(refused).toThrow(reason);
    expect(refused).not.toThrow('s3cret');
  });
});
