/** The JSON schema of documents says what their reader says. */
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentSchema } from '../../src/apply/document-schema.js';
import { readDocument } from '../../src/apply/read-document.js';
import { validAgainst } from '../support/json-schema.js';

const entry = (lines: string): string => `registries:\n  - { registry: a.example.com, ${lines} }\n`;

function verdicts(text: string): readonly [boolean, boolean] {
  const isRead = readDocument(text, { title: 'd', folder: '' }).document !== undefined;
  return [validAgainst(documentSchema, parse(text)).length === 0, isRead];
}

it.each([
  'registries: []',
  'name: team-a\nregistries: []',
  '$schema: ./registries.schema.json\nregistries: []',
  entry('user: ""'),
  entry('user: awsauto'),
  entry('user: ci, password: { env: A }'),
  entry('user: ci, password: { command: [op, read] }'),
  entry('role: "arn:aws:iam::1:role/x"'),
  entry('role: "arn:aws:iam::1:role/x", external_id: { file: x }'),
  entry('profile: dev, region: eu-west-1, account: 123456789012'),
  entry('user: ci, password: { file: x }, type: docker_v2, name: x, verify_tls: false'),
])('both take %j', (text) => {
  expect(verdicts(text)).toEqual([true, true]);
});

it.each([
  'name: x',
  'registrys: []',
  'name: "a b"\nregistries: []',
  'registries: {}',
  'registries:\n  - { user: "" }\n',
  entry('usr: ""'),
  entry('user: ci, password: secret'),
  entry('user: ci, password: {}'),
  entry('user: ci, password: { env: A, file: b }'),
  entry('user: ci, password: { command: [] }'),
  entry('user: ci, password: { command: op }'),
  entry('user: ci, role: "arn:x"'),
  entry('role: x'),
  entry('role: "arn:x", password: { env: A }'),
  entry('profile: x, external_id: y'),
  entry('user: "", type: quay'),
  entry('user: "", verify_tls: maybe'),
  entry('user: "", region: "!"'),
])('both refuse %j', (text) => {
  expect(verdicts(text)).toEqual([false, false]);
});
