/** A key handed over in TS_REG_KEY: for CI jobs that have nowhere to keep a file. */
import type { KeyObject } from 'node:crypto';
import { TsRegError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import { hint } from '../../system/hint.js';
import { parseKey } from '../sealing/store-key.js';
import type { KeySource, NewKey } from './key-source.js';

export class EnvironmentKey implements KeySource {
  readonly name = 'TS_REG_KEY';
  readonly #text: Secret;

  constructor(text: Secret) {
    this.#text = text;
  }

  /** @throws {TsRegError} `usage` when the variable does not hold a key. */
  open(): Promise<KeyObject> {
    const text = this.#text.reveal();
    // 32 characters are a password, not the 32 raw bytes that a file may hold.
    const key = text.length === 32 ? undefined : parseKey(Buffer.from(text));
    if (key !== undefined) return Promise.resolve(key);
    return Promise.reject(
      new TsRegError('usage', 'TS_REG_KEY is not the base64 of 32 bytes', {
        hint: hint`export TS_REG_KEY="$(openssl rand -base64 32)"`,
      }),
    );
  }

  async create(): Promise<NewKey> {
    return { key: await this.open(), kdf: undefined };
  }
}
