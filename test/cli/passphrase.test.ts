/** The passphrase of a store, where there is nobody to ask. */
import { expect, it } from 'vitest';
import { askNewPassphrase, askPassphrase } from '../../src/cli/passphrase.js';
import { textWorld } from '../support/cli-run.js';

it('is never asked for without a terminal: the error names the variable', async () => {
  const { world } = textWorld();
  await expect(askPassphrase(world)).rejects.toMatchObject({ kind: 'usage', hint: 'set TS_REG_PASSPHRASE' });
  await expect(askNewPassphrase(world)).rejects.toMatchObject({ kind: 'usage', hint: 'set TS_REG_NEW_PASSPHRASE' });
});
