/** The JSON schema of a document of registries, for editors (`yaml-language-server`). */
import { locationForms } from '../registry/location-forms.js';
import { registryTypes } from '../registry/registry-type.js';
import { podRole } from '../registry/web-identity.js';
import {
  type DocumentKey,
  documentName,
  type EntryKey,
  type ReferenceKey,
  rolePattern,
  variableName,
  type WebIdentityKey,
} from './document-keys.js';

const text = { type: 'string', minLength: 1 } as const;

const references = {
  env: { ...text, pattern: variableName.source, description: 'Name of an environment variable that holds it.' },
  file: { ...text, description: 'Path of a file that holds it; relative paths begin beside this document.' },
  command: {
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
    description: 'Program and arguments that print it; no shell, 30 seconds at most.',
  },
} satisfies Record<ReferenceKey, object>;

const reference = {
  type: 'object',
  properties: references,
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
} as const;

const webIdentity = {
  role: {
    ...text,
    pattern: `^(arn:[^;\\s]+|${podRole})$`,
    description: 'ARN of the role; pod: that of the service account of each pod, for the kubelet.',
  },
  audience: { ...text, pattern: '^[^;\\s]+$', description: 'Audience of the token; default: sts.amazonaws.com.' },
  token: { ...text, pattern: variableName.source, description: 'Variable with the token; default: it is looked for.' },
} satisfies Record<WebIdentityKey, object>;

const entryProperties = {
  registry: { ...text, description: 'HOST, HOST:PORT or HOST/REPOSITORY, without https://.' },
  user: { type: 'string', description: 'User name, AWS access key id or awsauto; "" for a registry without a login.' },
  password: { ...reference, description: 'Where the password or AWS secret key comes from; never the password.' },
  role: { ...text, pattern: rolePattern.source, description: 'ARN of the role to assume (_iam_role).' },
  external_id: { anyOf: [text, reference], description: 'External id for the role.' },
  profile: { ...text, description: 'Profile of ~/.aws/config (_aws_profile).' },
  web_identity: {
    type: 'object',
    properties: webIdentity,
    additionalProperties: false,
    required: ['role'],
    description: 'A role, by the token that the CI system signs for this job (_web_identity).',
  },
  type: { enum: [...registryTypes], description: 'Default: guessed from the host.' },
  name: { ...text, description: 'Display name; default: the registry.' },
  verify_tls: { type: 'boolean', description: 'false: do not verify the TLS certificate, and allow plain http.' },
  region: { ...text, pattern: locationForms.region.pattern.source, description: 'AWS region, for a custom domain.' },
  account: { type: ['string', 'integer'], pattern: '^[0-9]+$', description: 'AWS account, for a custom domain.' },
  endpoint: { ...text, pattern: locationForms.endpoint.pattern.source, description: 'URL of the ECR API.' },
} satisfies Record<EntryKey, object>;

const entry = {
  type: 'object',
  properties: entryProperties,
  additionalProperties: false,
  required: ['registry'],
  oneOf: [
    { required: ['user'], not: { required: ['external_id'] } },
    { required: ['role'], not: { required: ['password'] } },
    { required: ['profile'], not: { anyOf: [{ required: ['password'] }, { required: ['external_id'] }] } },
    { required: ['web_identity'], not: { anyOf: [{ required: ['password'] }, { required: ['external_id'] }] } },
  ],
} as const;

const properties = {
  $schema: { type: 'string' },
  name: { ...text, pattern: documentName.source, description: 'Name of the document, for apply --prune.' },
  registries: { type: 'array', items: entry, description: 'The registries; [] for none.' },
} satisfies Record<DocumentKey, object>;

/** As `registry apply --schema` prints it and the package has it; JSON Schema draft 7. */
export const documentSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Registries of ts-reg',
  description: 'The registries that ts-reg registry apply puts into a store.',
  type: 'object',
  properties,
  additionalProperties: false,
  required: ['registries'],
} as const;
