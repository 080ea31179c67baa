/** The passphrase of a store. */
import { describe, expect, it } from 'vitest';
import { askNewPassphrase, askPassphrase } from '../../../src/cli/input/passphrase.js';
import { textWorld } from '../../support/cli-run.js';
import { enter, personAnswering } from '../../support/person.js';

const first = 'New passphrase:';
const second = 'New passphrase again:';

it('is never asked for without a terminal: the error names the variable', async () => {
  const { world } = textWorld();
  await expect(askPassphrase(world)).rejects.toMatchObject({ kind: 'usage', hint: 'set TS_REG_PASSPHRASE' });
  await expect(askNewPassphrase(world)).rejects.toMatchObject({ kind: 'usage', hint: 'set TS_REG_NEW_PASSPHRASE' });
});

it('is asked for once, without echo', async () => {
  const { world, screen } = personAnswering([['Passphrase of the registry store:', `correct horse${enter}`]]);
  expect((await askPassphrase(world)).reveal()).toBe('correct horse');
  expect(screen()).not.toContain('horse');
});

describe('a new passphrase', () => {
  it('is asked for twice', async () => {
    const { world } = personAnswering([
      [first, `correct horse${enter}`],
      [second, `correct horse${enter}`],
    ]);
    expect((await askNewPassphrase(world)).reveal()).toBe('correct horse');
  });

  it('that was typed in two ways changes nothing', async () => {
    const { world } = personAnswering([
      [first, `correct horse${enter}`],
      [second, `correct house${enter}`],
    ]);
    await expect(askNewPassphrase(world)).rejects.toMatchObject({
      kind: 'usage',
      message: 'the two passphrases differ, nothing was changed',
    });
  });

  it('is not too short', async () => {
    const { world } = personAnswering([[first, `1234567${enter}`]]);
    await expect(askNewPassphrase(world)).rejects.toMatchObject({
      kind: 'usage',
      message: 'a passphrase has at least 8 characters',
    });
  });
});
