/** Questions in a real terminal: nothing secret on the screen, and Ctrl-C leaves terminal and store as they were. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Screen } from '../support/screen.js';

const host = 'registry.example.com';
const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const kind = 'How does this machine sign in to AWS';

let screen: Screen;
beforeEach(async () => {
  screen = await Screen.open({ columns: 100 });
});
afterEach(() => screen.close());

/** A question, and how to come to it: keys are lines unless they are names of keys in brackets. */
const questions: readonly (readonly [question: string, command: string, before: readonly string[]])[] = [
  [`User at ${host}:`, `ts-reg registry add ${host}`, []],
  [`Password of ci at ${host}:`, `ts-reg registry add ${host} ci`, []],
  [`Password of ci at ${host}:`, `ts-reg registry add ${host}`, [`User at ${host}:`, 'ci']],
  [`Password of ci at stored.example.com:`, `ts-reg registry update stored.example.com ci`, []],
  [kind, `ts-reg registry add ${ecr}`, []],
  ['Access key id:', `ts-reg registry add ${ecr}`, [kind, '']],
  ['Secret access key of AKIAIOSFODNN7EXAMPLE:', `ts-reg registry add ${ecr} AKIAIOSFODNN7EXAMPLE`, []],
  ['Profile:', `ts-reg registry add ${ecr} _aws_profile`, []],
  ['Role ARN[;external id]:', `ts-reg registry add ${ecr} _iam_role`, []],
  ['New passphrase:', 'ts-reg store rekey passphrase', []],
  ['New passphrase again:', 'ts-reg store rekey passphrase', ['New passphrase:', 'four random words here']],
];

describe('Ctrl-C', () => {
  it.each(questions)(
    'at "%s" (%s) leaves terminal and store as they were, exit 130',
    async (question, command, before) => {
      await storeOne();
      const [terminal, store] = [await settingsOfTerminal(), storeContents()];
      await ask(command, before);
      await screen.shows(question);
      await screen.press('C-c');
      expect((await screen.ended()).exitCode).toBe(130);
      expect(await screen.isCursorVisible()).toBe(true);
      expect(storeContents()).toEqual(store);
      expect(await settingsOfTerminal()).toEqual(terminal);
    },
  );

  it('at the passphrase of the store does the same', async () => {
    await storeOne();
    await screen.run('TS_REG_NEW_PASSPHRASE="four random words here" ts-reg store rekey passphrase --json');
    const [terminal, store] = [await settingsOfTerminal(), storeContents()];
    await ask('ts-reg registry token stored.example.com', []);
    await screen.shows('Passphrase of the registry store:');
    await screen.press('C-c');
    expect((await screen.ended()).exitCode).toBe(130);
    expect([await settingsOfTerminal(), storeContents()]).toEqual([terminal, store]);
  });
});

describe('a password', () => {
  it('is never on the screen, nor its length, and is stored as it was typed', async () => {
    await screen.start(`ts-reg registry add ${host} ci --skip-validate`);
    await screen.shows('Password of ci');
    await screen.type('correct horse');
    const { exitCode } = await screen.ended();
    expect(exitCode).toBe(0);
    expect(await screen.history()).not.toMatch(/correct|horse|\*\*|toggle/);
    expect((await screen.run(`ts-reg registry token ${host}`)).text).toContain('correct horse');
  });
});

describe('questions and answers', () => {
  it('have no color that a light or a dark background swallows: red, green and magenta alone', async () => {
    await storeOne();
    await screen.start(`ts-reg registry add ${ecr} --skip-validate`);
    await screen.shows(kind);
    const colours = [await screen.text('colours')];
    await screen.press('Down');
    await screen.press('Enter');
    await screen.ended();
    colours.push(await screen.text('colours'));
    for (const command of [
      'ts-reg registry list --wide',
      'ts-reg registry get stored.example.con',
      'ts-reg doctor',
      'ts-reg registry add r.example.com u p --skip-validate --insecure',
    ]) {
      await screen.run(command);
      colours.push(await screen.text('colours'));
    }
    // eslint-disable-next-line no-control-regex -- escape sequences are what is read here
    const escapeSequence = /\u001b\[([\d;]*)m/g;
    const codes = colours.flatMap((text) =>
      [...text.matchAll(escapeSequence)].flatMap(([, found = '']) => found.split(';')),
    );
    expect(new Set(codes)).toContain('31');
    expect(
      [...new Set(codes)].filter((code) => !['', '0', '1', '2', '22', '31', '32', '35', '39', '49'].includes(code)),
    ).toEqual([]);
  });
});

describe('SIGTERM at a question', () => {
  it('gives the terminal back, exit 143', async () => {
    const terminal = await settingsOfTerminal();
    await screen.start(`ts-reg registry add ${host} ci & pid=$!; (sleep 2; kill -TERM $pid) & fg %1 >/dev/null`);
    await screen.shows('Password of ci');
    expect((await screen.ended()).exitCode).toBe(143);
    expect(await settingsOfTerminal()).toEqual(terminal);
    expect(await screen.isCursorVisible()).toBe(true);
  });
});

async function storeOne(): Promise<void> {
  const { exitCode } = await screen.run(
    'echo secret | ts-reg registry add stored.example.com ci --password-stdin --skip-validate',
  );
  expect(exitCode).toBe(0);
}

/** Answers the questions before: pairs of a question and its answer. */
async function ask(command: string, before: readonly string[]): Promise<void> {
  await screen.start(command);
  for (let index = 0; index < before.length; index += 2) {
    await screen.shows(before[index] ?? '');
    await screen.type(before[index + 1] ?? '');
  }
}

async function settingsOfTerminal(): Promise<string> {
  await screen.run(`stty -a > ${join(screen.folder, 'stty')}`);
  return readFileSync(join(screen.folder, 'stty'), 'utf8');
}

function storeContents(): ReadonlyMap<string, string> {
  const folder = join(screen.folder, 'store');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((file) => [join(file.parentPath, file.name), readFileSync(join(file.parentPath, file.name), 'latin1')]),
  );
}
