/**
 * A key in the keyring of the session (Secret Service, macOS Keychain, Windows Credential Manager); only when chosen.
 */
import type { KeyObject } from 'node:crypto';
import { TsRegError } from '../../errors.js';
import { hint, joinHints } from '../../system/hint.js';
import { formatKey, makeKey, parseKey } from '../sealing/key-text.js';
import { deriveRecordKey } from '../sealing/store-key.js';
import type { KeySource, NewKey, StoreIdentity } from './key-source.js';
import { askKeyring, installKeyring, type KeyringOptions, type KeyringRequest } from './keyring-child.js';

const useAnother = hint`set key: passphrase, or key_file: /path/to/a/key`;

export class KeyringKey implements KeySource {
  readonly name = 'the key in the keyring';
  readonly #options: KeyringOptions;

  constructor(options: KeyringOptions) {
    this.#options = options;
  }

  /** No entry is an error, never a reason to make a new key: a locked keyring can look like an empty one. */
  async open(store: Pick<StoreIdentity, 'id' | 'keyId'>): Promise<KeyObject> {
    const text = await this.#ask({ action: 'get', account: accountOf(store.id, store.keyId) });
    const key = text === undefined ? undefined : parseKey(Buffer.from(text));
    if (key !== undefined) return key;
    throw new TsRegError(
      'io',
      `the keyring holds no key for store ${store.id}; unlock it, or set the key that the store was created with`,
      { hint: useAnother, detail: { storeId: store.id } },
    );
  }

  async create(storeId: string): Promise<NewKey> {
    const key = makeKey();
    const keyId = deriveRecordKey(key, storeId).id;
    await this.#ask({ action: 'set', account: accountOf(storeId, keyId), secret: formatKey(key).trim() });
    // Read back: a keyring that forgets at once is found out before anything is sealed with its key.
    return { key: await this.open({ id: storeId, keyId }), kdf: undefined };
  }

  async #ask(request: KeyringRequest): Promise<string | undefined> {
    const answer = await askKeyring(request, this.#options);
    switch (answer.kind) {
      case 'done':
        return answer.secret ?? undefined;
      case 'no-package':
        throw new TsRegError('io', 'key: keyring needs the npm package @napi-rs/keyring, which is not installed', {
          hint: installKeyring,
        });
      case 'no-keyring':
        throw new TsRegError('io', 'there is no keyring in this session, or it is locked', { hint: useAnother });
      case 'broken':
        throw new TsRegError('io', 'the package @napi-rs/keyring does not run here', {
          hint: joinHints(hint`install it for this machine: `, installKeyring),
        });
      case 'no-answer':
        throw new TsRegError('io', `the keyring did not answer within ${this.#options.timeoutMs / 1000} s`, {
          hint: useAnother,
        });
      default:
        return answer satisfies never;
    }
  }
}

/** One entry a key, so that an old and a new key of one store can lie side by side. */
function accountOf(storeId: string, keyId: string): string {
  return `${storeId}.${keyId}`;
}
