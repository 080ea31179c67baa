/** Commands of hints, each on a line of its own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintLines } from '../../../src/cli/output/hint-lines.js';
import { hint } from '../../../src/system/hint.js';

it.each([
  ['hint: ts-reg registry list', ['hint:', '  ts-reg registry list']],
  ['hint: sign in again: aws sso login --profile dev', ['hint: sign in again:', '  aws sso login --profile dev']],
  [
    'hint: ts-reg registry list, or: ts-reg registry add r USER',
    ['hint:', '  ts-reg registry list', 'or:', '  ts-reg registry add r USER'],
  ],
  [
    'hint: ts-reg configure-docker HOST, or --all for every stored one',
    ['hint:', '  ts-reg configure-docker HOST', 'or --all for every stored one'],
  ],
  ['hint: did you mean list?', ['hint: did you mean list?']],
  [
    'hint: did you mean r? All of them: ts-reg registry list',
    ['hint: did you mean r? All of them:', '  ts-reg registry list'],
  ],
  ['hint: export PATH="$PATH, or; more":/x', ['hint:', '  export PATH="$PATH, or; more":/x']],
  [
    'hint: sudo mount -o remount,rw "$(findmnt -n)", then: ts-reg doctor --fix',
    ['hint:', '  sudo mount -o remount,rw "$(findmnt -n)"', 'then:', '  ts-reg doctor --fix'],
  ],
  [
    'hint: curl -v https://r/v2/; --insecure skips verification',
    ['hint:', '  curl -v https://r/v2/', '--insecure skips verification'],
  ],
  ['hint: export X=/path (or ca_file in config.yaml)', ['hint:', '  export X=/path', '(or ca_file in config.yaml)']],
  ['hint: set TS_REG_PASSPHRASE', ['hint: set TS_REG_PASSPHRASE']],
])('%s', (text, lines) => {
  expect(hintLines(text, 80)).toEqual(lines);
});

it('wraps words, and no command', () => {
  const command = `ts-reg registry add ${'r'.repeat(100)}`;
  expect(hintLines(`hint: the words before it: ${command}, or the ones behind`, 20)).toEqual([
    'hint: the words',
    'before it:',
    `  ${command}`,
    'or the ones behind',
  ]);
});

describe('for every text in a command', () => {
  it('the command stays whole on its line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
        fc.integer({ min: 1, max: 120 }),
        (word, columns) => {
          const command = hint`ts-reg registry get ${word}`;
          expect(hintLines(`hint: ${command}`, columns)).toContain(`  ${command}`);
          expect(
            hintLines(`hint: or so: ${command}, or: ${command}`, columns).filter((line) => line === `  ${command}`),
          ).toHaveLength(2);
        },
      ),
    );
  });
});
