/** A key that is in no file: derived from a passphrase, given in the settings or asked for once. */
import type { KeyObject } from 'node:crypto';
import { TsRegError } from '../../errors.js';
import type { Secret } from '../../secret.js';
import { hint } from '../../system/hint.js';
import { deriveFromPassphrase, makeKdf } from '../sealing/store-key.js';
import type { KeySource, NewKey, StoreIdentity } from './key-source.js';

/** Asks on the terminal; twice when a new one is made. Throws {TsRegError} where there is no terminal. */
export type AskPassphrase = (purpose: 'open' | 'create') => Promise<Secret>;

export class PassphraseKey implements KeySource {
  readonly name = 'the passphrase';
  readonly #ask: AskPassphrase;
  #passphrase: Secret | undefined;

  constructor(passphrase: Secret | undefined, ask: AskPassphrase | undefined) {
    this.#passphrase = passphrase;
    this.#ask = ask ?? refuseToAsk;
  }

  get asksPerson(): boolean {
    return this.#passphrase === undefined;
  }

  async open(store: StoreIdentity): Promise<KeyObject> {
    if (store.kdf !== undefined) return deriveFromPassphrase(await this.#get('open'), store.kdf);
    throw new TsRegError('io', `store ${store.id} is not sealed with a passphrase; nothing was changed`, {
      hint: hint`ts-reg store rekey`,
      detail: { storeId: store.id },
    });
  }

  async create(): Promise<NewKey> {
    const kdf = makeKdf();
    return { key: await deriveFromPassphrase(await this.#get('create'), kdf), kdf };
  }

  async #get(purpose: 'open' | 'create'): Promise<Secret> {
    const passphrase = (this.#passphrase ??= await this.#ask(purpose));
    if (passphrase.reveal() !== '') return passphrase;
    throw new TsRegError('usage', 'the passphrase of the store is empty', { hint: hint`export TS_REG_PASSPHRASE=…` });
  }
}

function refuseToAsk(): Promise<Secret> {
  return Promise.reject(
    new TsRegError('usage', 'the store is sealed with a passphrase, and there is no terminal to ask for it', {
      hint: hint`export TS_REG_PASSPHRASE=…`,
    }),
  );
}
