/** `ts-reg store rekey`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registerRekey } from '../../../../src/cli/commands/store/rekey.js';
import { main } from '../../../../src/cli/process/main.js';
import { type CliHome, type CliResult, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';
import { enter, personAnswering } from '../../../support/person.js';

let cli: CliHome;
beforeEach(async () => {
  cli = startCli();
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'p', '--skip-validate']);
});
afterEach(() => {
  cli.dispose();
});

function token(environment: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  return cli.run(['registry', 'token', 'r.example.com'], { environment });
}

it('takes a key', async () => {
  expect(await parsed(registerRekey, ['rekey', 'keyring'])).toEqual({ to: 'keyring' });
});

describe('store rekey', () => {
  it('moves to a passphrase and back, and writes the choice into config.yaml', async () => {
    const passphrase = { TS_REG_PASSPHRASE: 'correct horse' };
    expect(
      await cli.run(['store', 'rekey', 'passphrase'], { environment: { TS_REG_NEW_PASSPHRASE: 'correct horse' } }),
    ).toMatchObject({ exitCode: 0, stderr: '1 record sealed with the new key; the old key was not removed\n' });
    expect(readFileSync(join(cli.folder, 'config.yaml'), 'utf8')).toBe('key: passphrase\n');
    expect((await token(passphrase)).stdout).toBe('p\n');
    expect(await token()).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr:
        'Error: the store is sealed with a passphrase, and there is no terminal to ask for it\nhint: set TS_REG_PASSPHRASE\n',
    });
    expect(await token({ TS_REG_PASSPHRASE: 'wrong' })).toMatchObject({ exitCode: 2, stdout: '' });
    await cli.run(['store', 'rekey', 'file'], { environment: passphrase });
    expect((await token()).stdout).toBe('p\n');
  });

  it('asks for the passphrase on a terminal, twice when it is new, once afterwards', async () => {
    const environment = { TS_REG_HOME: cli.folder };
    const moving = personAnswering(
      [
        ['New passphrase:', `correct horse${enter}`],
        ['New passphrase again:', `correct horse${enter}`],
      ],
      { environment },
    );
    expect(await main(['store', 'rekey', 'passphrase'], moving.world)).toBe(0);
    const reading = personAnswering([['Passphrase of the registry store:', `correct horse${enter}`]], { environment });
    expect(await main(['registry', 'token', 'r.example.com'], reading.world)).toBe(0);
    expect(reading.stdout()).toBe('p\n');
    expect(moving.screen() + reading.screen()).not.toContain('horse');
  });

  it('moves to a key file of your own', async () => {
    const path = join(cli.folder, 'own-key');
    writeFileSync(path, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
    expect((await cli.run(['store', 'rekey', path])).exitCode).toBe(0);
    expect(readFileSync(join(cli.folder, 'config.yaml'), 'utf8')).toBe(`key_file: ${path}\n`);
    expect((await token()).stdout).toBe('p\n');
  });

  it('is refused on a shared store before anything is asked, exit 2', async () => {
    const shared = await cli.run(['store', 'rekey', 'passphrase'], {
      environment: { TS_REG_STORE: 'postgres://ci@127.0.0.1:1/team' },
    });
    expect(shared).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ts-reg store copy') as string });
  });

  it('is refused while TS_REG_KEY would win, exit 2', async () => {
    expect(
      await cli.run(['store', 'rekey', 'file'], {
        environment: { TS_REG_KEY: Buffer.alloc(32, 7).toString('base64') },
      }),
    ).toMatchObject({ exitCode: 2 });
  });
});
