/** The keys of config.yaml, read into typed values. */
import { posix, win32 } from 'node:path';
import { type Hint, TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import type { StoreSetting } from '../registry/store-setting.js';
import { hint } from '../system/hint.js';
import {
  parseServiceUrl,
  parseStore,
  parseSwitch,
  parseTimeout,
  type PathBase,
  resolvePath,
  type SettingPlace,
  wrongValue,
} from './setting-values.js';
import type { YamlMapping, YamlValue } from './yaml-file.js';

/** What config.yaml says; undefined where it is silent. */
export interface ConfigFile {
  readonly allowAmbientRole: boolean | undefined;
  /** Whether it has the line at all, even without a value. */
  readonly hasAmbientGate: boolean;
  readonly store: StoreSetting | undefined;
  readonly key: 'file' | 'keyring' | 'passphrase' | undefined;
  readonly keyFile: string | undefined;
  /** A key file that everybody can read is meant so. */
  readonly keyFilePublic: boolean | undefined;
  readonly timeoutMs: number | undefined;
  readonly caFile: string | undefined;
  readonly endpoints: { readonly ecr: string | undefined; readonly sts: string | undefined };
}

/** A right line for each key; the keys of this table are all that there are. */
const examples = {
  allow_awsecr_iam_auto: hint`allow_awsecr_iam_auto: True`,
  store: hint`store: file`,
  key: hint`key: keyring`,
  key_file: hint`key_file: /run/secrets/ts-reg-key`,
  key_file_public: hint`key_file_public: True`,
  timeout: hint`timeout: 15`,
  ca_file: hint`ca_file: /etc/ssl/certs/company.pem`,
  endpoints: hint`endpoints: { ecr: https://vpce-0123.api.ecr.us-east-1.vpce.amazonaws.com }`,
  // Read by output-settings.ts.
  outputs: hint`outputs: [{ file: /srv/config.json, format: docker-config, registries: [registry.example.com] }]`,
};
const endpointExamples = {
  ecr: hint`endpoints: { ecr: https://api.ecr.us-east-1.amazonaws.com }`,
  sts: hint`endpoints: { sts: https://sts.us-east-1.amazonaws.com }`,
};

/**
 * Reads the mapping of config.yaml.
 * @throws {TsRegError} `usage` for an unknown key (with the nearest known one) or a value that a key cannot hold;
 * it names the file and the key, and never quotes the value.
 */
export function readConfig(mapping: YamlMapping, file: string, home: Omit<PathBase, 'folder'>): ConfigFile {
  const folder = (home.platform === 'win32' ? win32 : posix).dirname(file);
  const entries = new Section(mapping, file, examples);
  const endpoints = new Section(entries.section('endpoints'), file, endpointExamples, 'endpoints.');
  const path = (text: string): string => resolvePath(text, { ...home, folder });
  return {
    allowAmbientRole: entries.value('allow_awsecr_iam_auto', parseSwitch),
    hasAmbientGate: mapping.has('allow_awsecr_iam_auto'),
    store: entries.value('store', parseStore),
    key: entries.value('key', parseKeySource),
    keyFile: entries.value('key_file', path),
    keyFilePublic: entries.value('key_file_public', parseSwitch),
    timeoutMs: entries.value('timeout', parseTimeout),
    caFile: entries.value('ca_file', path),
    endpoints: { ecr: endpoints.value('ecr', parseServiceUrl), sts: endpoints.value('sts', parseServiceUrl) },
  };
}

function parseKeySource(text: string, place: SettingPlace): 'file' | 'keyring' | 'passphrase' {
  if (text === 'file' || text === 'keyring' || text === 'passphrase') return text;
  throw wrongValue(place, 'file, keyring or passphrase (put the key itself into TS_REG_KEY or key_file)');
}

/** A mapping whose keys are known. */
class Section<Key extends string> {
  readonly #mapping: YamlMapping;
  readonly #file: string;
  readonly #examples: Readonly<Record<Key, Hint>>;
  readonly #prefix: string;

  // eslint-disable-next-line max-params -- one place builds it
  constructor(mapping: YamlMapping, file: string, known: Readonly<Record<Key, Hint>>, prefix = '') {
    this.#mapping = mapping;
    this.#file = file;
    this.#examples = known;
    this.#prefix = prefix;
    for (const key of mapping.keys()) if (!Object.hasOwn(known, key)) throw this.#unknown(key);
  }

  value<T>(key: Key, parse: (text: string, place: SettingPlace) => T): T | undefined {
    const value: YamlValue = this.#mapping.get(key);
    if (value === undefined) return undefined;
    const place = this.#place(key);
    if (typeof value !== 'string' || value === '') throw wrongValue(place, 'a single value');
    return parse(value, place);
  }

  section(key: Key): YamlMapping {
    const value = this.#mapping.get(key) ?? new Map<string, YamlValue>();
    if (value instanceof Map) return value;
    throw wrongValue(this.#place(key), 'a mapping');
  }

  #place(key: Key): SettingPlace {
    return { name: `${this.#prefix}${key} in ${this.#file}`, example: this.#examples[key] };
  }

  #unknown(key: string): TsRegError {
    const known = Object.keys(this.#examples);
    const nearest = nearestName(key, known);
    const shown = /^[\w.-]{1,40}$/.test(key) ? `'${this.#prefix}${key}'` : 'that is not a word';
    const next =
      nearest === undefined
        ? hint`the keys are ${known.join(', ').split(' ')}`
        : hint`did you mean ${`${this.#prefix}${nearest}`}?`;
    return new TsRegError('usage', `unknown key ${shown} in ${this.#file}`, { hint: next });
  }
}
