/** References to secrets: one of three ways, and never the secret itself. */
import { expect, it } from 'vitest';
import { readDocument } from '../../src/apply/read-document.js';

function faultsOf(password: string): readonly string[] {
  const text = `registries:\n  - registry: a.example.com\n    user: ci\n    password: ${password}\n`;
  return (readDocument(text, { title: 'r.yaml', folder: '' }).faults ?? []).map(
    ({ message, hint }) => `${message.replace('r.yaml, line 4, ', '')} | ${hint ?? ''}`,
  );
}

const ways = 'password: { env: NAME }, or { file: PATH }, or { command: [PROGRAM, ARGUMENT] }';
const command =
  'command must be a list of the program and its arguments; it is run without a shell | password: { command: [op, read, op://ci/registry/token] }';

it.each([
  'canary-secret',
  '|\n      canary-secret\n      canary',
  '"canary\\nsecret"',
  '"canary-secret"',
  '$CANARY_SECRET',
  '${{ secrets.CANARY }}',
  '12345',
])('the literal password %s is refused, with the three ways', (password) => {
  const faults = faultsOf(password);
  expect(faults).toHaveLength(1);
  expect(faults.join()).toMatch(/^column \d+: /);
  if (!password.includes('{'))
    expect(faults).toEqual([
      `column 15: password is a literal value that every reader of the document sees; give a reference instead | ${ways}`,
    ]);
  expect(faults.join()).not.toMatch(/canary/i);
});

it.each([
  ['[a]', `column 15: password must be one of env, file and command | ${ways}`],
  ['{ }', `column 15: password must be exactly one of env, file and command | ${ways}`],
  ['{ env: A, file: b }', `column 15: password must be exactly one of env, file and command | ${ways}`],
  ['{ envs: A }', 'column 17: unknown key | did you mean env?'],
  ['{ enviroment: A }', 'column 17: unknown key | did you mean env?'],
  ['{ pth: A }', 'column 17: unknown key | did you mean file?'],
  ['{ Variable: A }', 'column 17: unknown key | did you mean env?'],
  ['{ exec: [a] }', 'column 17: unknown key | did you mean command?'],
  [
    '{ env: "a b" }',
    'column 22: env must be the name of a variable: letters, digits and _ | password: { env: REGISTRY_TOKEN }',
  ],
  [
    '{ env: $A }',
    'column 22: env must be the name of a variable: letters, digits and _ | password: { env: REGISTRY_TOKEN }',
  ],
  [
    '{ env: TS_REG_KEY }',
    'column 22: env names a variable with a secret of ts-reg itself, which is never used as a password | correct r.yaml',
  ],
  [
    '{ env: ts_reg_key }',
    'column 22: env names a variable with a secret of ts-reg itself, which is never used as a password | correct r.yaml',
  ],
  [
    '{ env: ANCHORE_CLI_PASS }',
    'column 22: env names a variable with a secret of ts-reg itself, which is never used as a password | correct r.yaml',
  ],
  ['{ command: "op read x" }', `column 26: ${command}`],
  ['{ command: [] }', `column 26: ${command}`],
  ['{ command: [a, [b]] }', `column 26: ${command}`],
  ['{ command: ["", a] }', `column 26: ${command}`],
  ['{ file: "" }', 'column 23: file is empty | correct r.yaml'],
])('%s is refused', (password, fault) => {
  expect(faultsOf(password)).toEqual([fault]);
});

it('takes the password variable of ts-reg itself', () => {
  expect(faultsOf('{ env: TS_REG_PASSWORD }')).toEqual([]);
});
