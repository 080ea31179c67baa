/** Writes stored registries as a document, with a reference to fill in for each secret. */
import { TsRegError } from '../errors.js';
import type { EcrLocation } from '../registry/record.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { guessRegistryType } from '../registry/registry-type.js';
import { podRole, type WebIdentity } from '../registry/web-identity.js';
import type { StoredRegistry } from './changes.js';
import { exportedIdentity } from './exported-identity.js';
import { variableNames } from './variable-names.js';

/** The text of a document; applied to the same store with the same secrets it changes nothing. */
export function exportDocument(registries: readonly StoredRegistry[]): string {
  const variables = variableNames(registries);
  const names = [...new Set(variables.values())];
  const head = [
    '# yaml-language-server: $schema=./registries.schema.json',
    '# Written by ts-reg registry export. It holds no secret: fill in where each one comes from, with env, ' +
      'file or command.',
    ...(names.length === 0 ? [] : ['# Variables that it reads:', ...names.map((name) => `#   ${name}`)]),
  ];
  if (registries.length === 0) return `${[...head, 'registries: []'].join('\n')}\n`;
  const entries = registries.map((registry) => entryText(registry, variables.get(registry.registry)));
  return `${[...head, 'registries:', ...entries].join('\n')}\n`;
}

function entryText(stored: StoredRegistry, variable: string | undefined): string {
  const { registry, name, type, verifyTls, location = {} } = stored;
  const lines = [
    `registry: ${yamlText(registry)}`,
    ...identityLines(stored, variable),
    ...(type === typeWithout(stored) ? [] : [`type: ${yamlText(type)}`]),
    ...(name === undefined || name === registry ? [] : [`name: ${yamlText(name)}`]),
    ...(verifyTls ? [] : ['verify_tls: false']),
    ...locationLines(location),
  ];
  return `  - ${lines.join('\n    ')}`;
}

function identityLines(stored: StoredRegistry, variable: string | undefined): readonly string[] {
  const identity = exportedIdentity(stored);
  if (identity.kind === 'profile') return [`profile: ${yamlText(identity.profile)}`];
  if (identity.kind === 'pod') return [`web_identity: { role: ${podRole} }`];
  if (identity.kind === 'web') return [`web_identity: { ${webIdentityMembers(identity.identity).join(', ')} }`];
  if (identity.kind === 'role')
    return [
      `role: ${yamlText(identity.role)}`,
      ...(variable === undefined ? [] : [`external_id: { env: ${variable} }`]),
    ];
  return [`user: ${yamlText(identity.user)}`, ...(variable === undefined ? [] : [`password: { env: ${variable} }`])];
}

function webIdentityMembers({ roleArn, audience, variable }: WebIdentity): readonly string[] {
  return [
    `role: ${yamlText(roleArn)}`,
    ...(audience === undefined ? [] : [`audience: ${yamlText(audience)}`]),
    ...(variable === undefined ? [] : [`token: ${yamlText(variable)}`]),
  ];
}

/** The type that a document gives this registry when it says nothing of it. */
function typeWithout(stored: StoredRegistry): string | undefined {
  const { kind } = exportedIdentity(stored);
  return ['role', 'profile', 'web', 'pod'].includes(kind) ? 'awsecr' : guessedType(stored.registry);
}

/** An engine may hold names that ts-reg does not store. */
function guessedType(registry: string): string | undefined {
  try {
    return guessRegistryType(parseRegistryName(registry));
  } catch (error) {
    if (error instanceof TsRegError) return undefined;
    throw error;
  }
}

function locationLines(location: EcrLocation): readonly string[] {
  return (['region', 'account', 'endpoint'] as const).flatMap((key) =>
    location[key] === undefined ? [] : [`${key}: ${yamlText(location[key])}`],
  );
}

/** A text as YAML reads it back: plain where that is safe, else in double quotes, which JSON shares with it. */
function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z_][\w.@/-]*(?::[\w.@/+-]+)*$/.test(text) && !/^(?:null|true|false|yes|no|on|off|[yn])$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
