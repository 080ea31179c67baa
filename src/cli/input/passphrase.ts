/** The passphrase of a store, asked for on a terminal. */
import { TsRegError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import { hint } from '../../system/hint.js';
import { isInteractive, type World } from '../process/world.js';

const shortest = 8;

/** @throws {TsRegError} `usage` without a terminal. */
export async function askPassphrase(world: World): Promise<Secret> {
  requireTerminal(world, 'TS_REG_PASSPHRASE');
  const { askHidden } = await import('./prompts.js');
  return askHidden(world, 'Passphrase of the registry store:');
}

/** Asked twice. @throws {TsRegError} `usage` without a terminal, when the two differ, or when it is too short. */
export async function askNewPassphrase(world: World): Promise<Secret> {
  requireTerminal(world, 'TS_REG_NEW_PASSPHRASE');
  const { askHidden } = await import('./prompts.js');
  const first = await askHidden(world, 'New passphrase:');
  if (first.reveal().length < shortest)
    throw new TsRegError('usage', `a passphrase has at least ${shortest} characters`, {
      hint: hint`four random words are easy to remember`,
    });
  const second = await askHidden(world, 'New passphrase again:');
  if (first.reveal() !== second.reveal())
    throw new TsRegError('usage', 'the two passphrases differ, nothing was changed', {
      hint: hint`ts-reg store rekey passphrase`,
    });
  return first;
}

function requireTerminal(world: World, variable: string): void {
  if (isInteractive(world)) return;
  throw new TsRegError('usage', 'the store is sealed with a passphrase, and there is no terminal to ask for it', {
    hint: hint`set ${variable}`,
  });
}
