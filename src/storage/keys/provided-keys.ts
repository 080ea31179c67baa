/** Keys made outside of ts-reg: in a mounted file (a docker or Kubernetes secret) or a variable; only read. */
import type { KeyObject } from 'node:crypto';
import { type Hint, TsRegError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import { hint } from '../../system/hint.js';
import { readProvidedFile } from '../../system/private-file.js';
import { parseKey } from '../sealing/key-text.js';
import { noKey } from './key-file.js';
import type { KeySource, NewKey } from './key-source.js';

export class ExternalKeyFile implements KeySource {
  readonly name: string;

  constructor(path: string) {
    this.name = path;
  }

  open(): Promise<KeyObject> {
    return this.#read(hint`mount it, or set TS_REG_KEY_FILE to where it is: export TS_REG_KEY_FILE=/path/to/key`);
  }

  /** A new key is right only for a new store: for one that exists it would be a wrong one. */
  async create(): Promise<NewKey> {
    const fresh = hint`mount it, or create it once: openssl rand -base64 32 > ${this.name} && chmod 600 ${this.name}`;
    return { key: await this.#read(fresh), kdf: undefined };
  }

  #read(missing: Hint): Promise<KeyObject> {
    return Promise.resolve().then(() => {
      // Who may read it is the provider's choice; a file that everybody can read gets a warning with the settings.
      const file = readProvidedFile(this.name, { mayBePublic: true });
      if (file === undefined) throw missingFile(this.name, missing);
      const key = parseKey(file.bytes);
      if (key === undefined) throw noKey(this.name, file.bytes.length);
      return key;
    });
  }
}

function missingFile(path: string, next: Hint): TsRegError {
  return new TsRegError('io', `the key file ${path} does not exist; ts-reg does not create external key files`, {
    hint: next,
    detail: { path },
  });
}

export class EnvironmentKey implements KeySource {
  readonly name = 'TS_REG_KEY';
  readonly #text: Secret;

  constructor(text: Secret) {
    this.#text = text;
  }

  /** @throws {TsRegError} `usage` when the variable does not hold a key. */
  open(): Promise<KeyObject> {
    return this.#parse(hint`export TS_REG_KEY="$(cat /path/to/key)"`);
  }

  async create(): Promise<NewKey> {
    return { key: await this.#parse(hint`export TS_REG_KEY="$(openssl rand -base64 32)"`), kdf: undefined };
  }

  #parse(next: Hint): Promise<KeyObject> {
    const text = this.#text.reveal();
    // 32 characters are a password, not the 32 raw bytes that a file may hold.
    const key = text.length === 32 ? undefined : parseKey(Buffer.from(text));
    if (key !== undefined) return Promise.resolve(key);
    return Promise.reject(
      new TsRegError('usage', 'TS_REG_KEY is not the base64 of 32 bytes', {
        hint: next,
        detail: { variable: 'TS_REG_KEY' },
      }),
    );
  }
}
