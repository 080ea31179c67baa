/** Reads a reference to a secret: `{ env: NAME }`, `{ file: PATH }` or `{ command: [PROGRAM, ARGUMENT, …] }`. */
import type { YamlNode, YamlPlace } from '../config/yaml-tree.js';
import { secretVariables } from '../system/child-environment.js';
import { hint } from '../system/hint.js';
import type { SecretReference } from './document.js';
import { type DocumentFaults, DocumentFields } from './document-fields.js';
import { type ReferenceKey, referenceKeys, variableName } from './document-keys.js';

/** The reference in a value; undefined, with a fault, when it is none. `key` names the value in messages. */
export function readReference(key: string, value: YamlNode, faults: DocumentFaults): SecretReference | undefined {
  if (value.kind === 'text') {
    refuseLiteral(key, value.place, faults);
    return undefined;
  }
  if (value.kind !== 'mapping') {
    faults.add(`${key} must be one of env, file and command`, value.place, threeWays(key));
    return undefined;
  }
  const fields = new DocumentFields(value, referenceKeys, faults);
  const given = referenceKeys.filter((one) => fields.placeOf(one) !== undefined);
  const [kind, second] = given;
  if (kind === undefined || second !== undefined) {
    if (kind !== undefined || value.entries.size === 0)
      faults.add(`${key} must be exactly one of env, file and command`, value.place, threeWays(key));
    return undefined;
  }
  return readers[kind](fields, faults);
}

/** For a secret that stands in the document; it is not repeated. */
export function refuseLiteral(key: string, place: YamlPlace, faults: DocumentFaults): void {
  const words = `${key} is a literal value that every reader of the document sees; give a reference instead`;
  faults.add(words, place, threeWays(key));
}

function threeWays(key: string): ReturnType<typeof hint> {
  return hint`${key}: { env: NAME }, or { file: PATH }, or { command: [PROGRAM, ARGUMENT] }`;
}

type Fields = DocumentFields<ReferenceKey>;

const readers: Readonly<Record<ReferenceKey, (fields: Fields, faults: DocumentFaults) => SecretReference | undefined>> =
  {
    env: (fields, faults) => {
      const name = fields.text('env');
      if (name === undefined) return undefined;
      if (!variableName.test(name.text)) {
        faults.add(
          'env must be the name of a variable: letters, digits and _',
          name.place,
          hint`password: { env: REGISTRY_TOKEN }`,
        );
        return undefined;
      }
      // A document that somebody else wrote must not get the key of the store sent to a registry of their choice.
      if (name.text !== 'TS_REG_PASSWORD' && secretVariables.includes(name.text.toUpperCase())) {
        faults.add(
          'env names a variable with a secret of ts-reg itself, which is never used as a password',
          name.place,
        );
        return undefined;
      }
      return { kind: 'env', name: name.text };
    },
    file: (fields) => {
      const path = fields.text('file');
      return path && { kind: 'file', path: path.text };
    },
    command: (fields, faults) => {
      const value = fields.value('command');
      if (value === undefined) return undefined;
      const next = hint`password: { command: [op, read, op://ci/registry/token] }`;
      const items = value.kind === 'list' ? value.items : [];
      const words = items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
      if (words.length === 0 || words.length < items.length || words[0] === '') {
        faults.add(
          'command must be a list of the program and its arguments; it is run without a shell',
          value.place,
          next,
        );
        return undefined;
      }
      return { kind: 'command', words };
    },
  };
