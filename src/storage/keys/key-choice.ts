/** The key source that a setting names. */
import type { KeySetting } from '../../registry/store-setting.js';
import type { ProcessIdentity } from '../../system/process-identity.js';
import { KeyFile, NextKeyFile } from './key-file.js';
import type { KeySource } from './key-source.js';
import type { KeyringOptions } from './keyring-child.js';
import { KeyringKey } from './keyring-key.js';
import { type AskPassphrase, PassphraseKey } from './passphrase-key.js';
import { EnvironmentKey, ExternalKeyFile } from './provided-keys.js';

export interface KeyContext {
  readonly self: () => ProcessIdentity;
  readonly askPassphrase: AskPassphrase | undefined;
  readonly keyring: KeyringOptions;
}

/** The source that a setting names. Reads nothing yet. */
export function keySourceOf(setting: KeySetting, context: KeyContext): KeySource {
  switch (setting.kind) {
    case 'file':
      return new KeyFile(setting.path, context.self);
    case 'external-file':
      return new ExternalKeyFile(setting.path);
    case 'environment':
      return new EnvironmentKey(setting.key);
    case 'keyring':
      return new KeyringKey(context.keyring);
    case 'passphrase':
      return new PassphraseKey(setting.passphrase, context.askPassphrase);
    default:
      return setting satisfies never;
  }
}

/** The source of the key that a store moves to; a key file that stays where it is gets its new key at the end. */
export function newKeySource(from: KeySetting, to: KeySetting, context: KeyContext): KeySource {
  if (from.kind === 'file' && to.kind === 'file' && from.path === to.path)
    return new NextKeyFile(to.path, context.self);
  const ask = context.askPassphrase;
  return keySourceOf(to, { ...context, askPassphrase: ask && (() => ask('create')) });
}
