/** `ts-reg store rekey`: moves the store to another key, readable at every moment. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TsRegError } from '../../../errors.js';
import type { KeySetting } from '../../../registry/store-setting.js';
import { Secret } from '../../../secret.js';
import { hint } from '../../../system/hint.js';
import { printResult } from '../../output/result.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';

export interface RekeyOptions {
  readonly factory: Factory;
  /** `file`, `keyring`, `passphrase`, or the path of a key file. */
  readonly to: string;
}

/** Parses; `run` acts. */
export function registerRekey(parent: Command, commandLine: CommandLine, run = runRekey): void {
  const command = parent
    .command('rekey')
    .summary('change the key of the store')
    .description(
      'Seals every record with another key and updates config.yaml. After an interruption, run the same command again.',
    )
    .argument('<key>', 'file (made by ts-reg), keyring, passphrase, or the path of a key file of your own')
    .addHelpText(
      'after',
      '\nExamples:\n  $ ts-reg store rekey passphrase\n  $ ts-reg store rekey /run/secrets/ts-reg-key',
    )
    .action((to: string) => run({ factory: commandLine.factory(command), to }));
}

/** Moves the store and says how many records were sealed again. */
export async function runRekey({ factory, to }: RekeyOptions): Promise<void> {
  const settings = await factory.settings();
  if (settings.key.kind === 'environment') {
    throw new TsRegError('usage', 'TS_REG_KEY is set and takes precedence over every other key', {
      hint: hint`unset TS_REG_KEY, with its key in a file: ts-reg store rekey FILE`,
    });
  }
  const { rekey } = await factory.storage();
  if (!rekey) throw sharedKey();
  const target = await targetKey(factory, to);
  const { writeKeyChoice } = await import('../../../config/key-setting-file.js');
  const moved = await rekey(target, () => {
    if (target.kind !== 'environment') writeKeyChoice(settings.paths.configFile, target);
    return Promise.resolve();
  });
  printResult(factory.output, { key: target.kind, records: moved }, [
    `${moved === 1 ? '1 record' : `${moved} records`} sealed with the new key; the old key was not removed`,
  ]);
}

/** Every machine of a shared store has the key: one machine cannot change it for the others. */
function sharedKey(): TsRegError {
  return new TsRegError(
    'usage',
    'all machines of a shared store use the same key, so it cannot be changed from one of them',
    { hint: hint`copy it into a new store with a new key: ts-reg store copy FROM TO, see docs/shared-store.md` },
  );
}

async function targetKey(factory: Factory, to: string): Promise<KeySetting> {
  if (to === 'keyring') return { kind: 'keyring' };
  if (to === 'file') return { kind: 'file', path: (await factory.settings()).paths.keyFile };
  if (to !== 'passphrase') return { kind: 'external-file', path: resolve(to) };
  const given = factory.world.environment['TS_REG_NEW_PASSPHRASE'];
  if (given) return { kind: 'passphrase', passphrase: new Secret(given) };
  const { askNewPassphrase } = await import('../../input/passphrase.js');
  return { kind: 'passphrase', passphrase: await askNewPassphrase(factory.world) };
}
