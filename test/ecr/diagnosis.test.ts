/** The words that ask AWS once more fit what was being done. */
import { expect, it } from 'vitest';
import { againCommand, type Diagnosis } from '../../src/ecr/diagnosis.js';

const again = (command: 'add' | 'update', identity: Diagnosis['identity']): string =>
  againCommand({ command, identity, registry: 'r' } as Diagnosis).join(' ');

it.each<[Diagnosis['identity'], string]>([
  [{ kind: 'ambient' }, 'awsauto'],
  [{ kind: 'profile', profile: 'dev' }, '_aws_profile dev'],
  [{ kind: 'role', roleArn: 'arn:x', externalId: undefined }, '_iam_role arn:x'],
])('%j', (identity, words) => {
  expect(again('add', identity)).toBe(`ts-reg registry add r ${words}`);
  expect(again('update', identity)).toBe('ts-reg registry check r');
});
