/** Reads one registry of a document. */
import type { YamlNode } from '../config/yaml-tree.js';
import { TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { locationForms } from '../registry/location-forms.js';
import type { EcrLocation } from '../registry/record.js';
import { parseRegistryName, type RegistryName } from '../registry/registry-name.js';
import { guessRegistryType, isRegistryType, type RegistryType, registryTypes } from '../registry/registry-type.js';
import { hint } from '../system/hint.js';
import type { RegistryEntry } from './document.js';
import { type DocumentFaults, DocumentFields, type FieldText } from './document-fields.js';
import { entryKeys, type EntryKey } from './document-keys.js';
import { readIdentity } from './read-identity.js';

type Fields = DocumentFields<EntryKey>;

/** The entry; undefined, with at least one fault, when it is none. `title` is that of the document. */
export function readEntry(node: YamlNode, faults: DocumentFaults, title: string): RegistryEntry | undefined {
  if (node.kind !== 'mapping') {
    faults.add('an entry must be a mapping that begins with registry: HOST', node.place);
    return undefined;
  }
  const before = faults.found.length;
  const fields = new DocumentFields(node, entryKeys, faults);
  const parsedName = readName(fields, faults);
  const identity = readIdentity(fields, faults);
  const givenType = readType(fields, faults);
  const verifyTls = readSwitch(fields, faults);
  const location = readLocation(fields, faults);
  const name = fields.text('name')?.text;
  const isOfAws = identity?.kind === 'role' || identity?.kind === 'profile' || identity?.kind === 'web';
  if (isOfAws && givenType === 'docker_v2')
    faults.add(
      'a role, profile or web_identity needs the type awsecr',
      fields.placeOf('type') ?? fields.place,
      hint`type: awsecr`,
    );
  if (parsedName === undefined || identity === undefined || faults.found.length > before) return undefined;
  return {
    registry: fields.text('registry')?.text ?? parsedName.text,
    parsedName,
    name,
    type: givenType ?? (isOfAws ? 'awsecr' : guessRegistryType(parsedName)),
    isTypeChosen: givenType !== undefined || isOfAws,
    verifyTls,
    location,
    identity,
    place: `${title}, line ${fields.place.line}`,
    column: fields.place.column,
  };
}

function readName(fields: Fields, faults: DocumentFaults): RegistryName | undefined {
  if (fields.placeOf('registry') === undefined) {
    faults.add('an entry has no registry', fields.place, hint`registry: registry.example.com`);
    return undefined;
  }
  const given = fields.text('registry');
  try {
    return given && parseRegistryName(given.text);
  } catch (error) {
    if (!(error instanceof TsRegError) || given === undefined) throw error;
    // Without the text that it ends with: people paste `user:password@host` here.
    const words = error.message.replace(/^input registry name/, 'registry').replace(/: '.*'$/s, '');
    faults.add(words, given.place, hint`write the registry as HOST, HOST:PORT or HOST/REPOSITORY`);
    return undefined;
  }
}

function readType(fields: Fields, faults: DocumentFaults): RegistryType | undefined {
  const given = fields.text('type');
  if (given === undefined) return undefined;
  if (isRegistryType(given.text)) return given.text;
  const meant = nearestName(given.text, registryTypes);
  const words = registryTypes.join(' or type: ').split(' ');
  faults.add('unknown type', given.place, meant === undefined ? hint`type: ${words}` : hint`type: ${meant}`);
  return undefined;
}

function readSwitch(fields: Fields, faults: DocumentFaults): boolean {
  const given = fields.text('verify_tls');
  if (given === undefined || /^true$/i.test(given.text)) return true;
  if (!/^false$/i.test(given.text))
    faults.add('verify_tls must be true or false', given.place, hint`verify_tls: false`);
  return false;
}

function readLocation(fields: Fields, faults: DocumentFaults): EcrLocation {
  const parts = (['region', 'account', 'endpoint'] as const).flatMap((key) => {
    const given = fields.text(key);
    if (given === undefined) return [];
    checkForm(key, given, faults);
    return [[key, given.text] as const];
  });
  return Object.fromEntries(parts);
}

function checkForm(key: keyof EcrLocation, given: FieldText, faults: DocumentFaults): void {
  const { pattern, example } = locationForms[key];
  if (!pattern.test(given.text)) faults.add(`invalid ${key}`, given.place, hint`${key}: ${example}`);
}
