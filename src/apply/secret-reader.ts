/** Gets the secrets that a document refers to: each reference once, however many registries share it. */
import type { Stats } from 'node:fs';
import { readableByOthers } from '../config/file-warning.js';
import { resolvePath } from '../config/setting-values.js';
import { type Hint, TsRegError } from '../errors.js';
import { formatWebIdentity, webIdentityUser } from '../registry/web-identity.js';
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { lookAt } from '../system/repair-hints.js';
import { isMountedSecret } from '../system/private-file.js';
import { readBoundedFile, whyUnreadable } from '../system/read-file.js';
import type { DocumentSource, RegistryEntry, SecretReference } from './document.js';
import { secretCommand } from './secret-command.js';

/** The process around a document. */
export interface SecretSurroundings {
  readonly environment: Environment;
  readonly homeFolder: string;
  /** `process.platform`. */
  readonly platform: string;
  /** Called for a file with a password that other users can read. */
  readonly warn?: (line: string) => void;
  /** Ends commands early. */
  readonly signal?: AbortSignal | undefined;
}

/** User and secret as `add` takes them. */
export interface EntryCredential {
  readonly user: string;
  readonly secret: Secret;
}

/** In bytes, as for a password on standard input. */
const largestFile = 65_536;

export class SecretReader {
  readonly #surroundings: SecretSurroundings;
  readonly #read = new Map<string, Promise<string>>();

  constructor(surroundings: SecretSurroundings) {
    this.#surroundings = surroundings;
  }

  /** @throws {TsRegError} `refused` that says what cannot be had, and never any of it. */
  async credentialOf(
    { identity }: RegistryEntry,
    { folder }: Pick<DocumentSource, 'folder'>,
  ): Promise<EntryCredential> {
    switch (identity.kind) {
      case 'anonymous':
        return { user: '', secret: new Secret('') };
      case 'awsauto':
        return { user: 'awsauto', secret: new Secret('awsauto') };
      case 'profile':
        return { user: '_aws_profile', secret: new Secret(identity.profile) };
      case 'web':
        return { user: webIdentityUser, secret: new Secret(formatWebIdentity(identity.web)) };
      case 'role': {
        const { role, externalId } = identity;
        const id = externalId?.kind === 'text' ? externalId.text : externalId && (await this.#text(externalId, folder));
        return { user: '_iam_role', secret: new Secret(id === undefined ? role : `${role};${id}`) };
      }
      case 'user':
        return { user: identity.user, secret: new Secret(await this.#text(identity.password, folder)) };
      default:
        return identity satisfies never;
    }
  }

  #text(reference: SecretReference, folder: string): Promise<string> {
    const key = JSON.stringify([reference, reference.kind === 'env' ? '' : folder]);
    const reading = this.#read.get(key) ?? this.#fetch(reference, folder);
    this.#read.set(key, reading);
    return reading;
  }

  async #fetch(reference: SecretReference, folder: string): Promise<string> {
    switch (reference.kind) {
      case 'env':
        return this.#variable(reference.name);
      case 'file':
        return this.#file(reference.path, folder);
      case 'command': {
        const { environment, signal } = this.#surroundings;
        const text = await secretCommand({ words: reference.words, environment, folder, signal });
        const program = `the command ${reference.words[0] ?? ''}`;
        if (text === '') throw new TsRegError('refused', `${program} printed nothing`);
        return checked(text, program);
      }
      default:
        return reference satisfies never;
    }
  }

  #variable(name: string): string {
    const text = this.#surroundings.environment[name];
    const next = hint`set ${name} in the environment of this command`;
    if (text === undefined) throw new TsRegError('refused', `the variable ${name} is not set`, { hint: next });
    return checked(text, `the variable ${name}`, next);
  }

  #file(path: string, folder: string): string {
    const { platform, warn } = this.#surroundings;
    const resolved = resolvePath(path, { ...this.#surroundings, folder });
    const next = lookAt(resolved);
    let bytes: Buffer;
    try {
      const file = readBoundedFile(resolved, { largest: largestFile, pipe: true });
      ({ bytes } = file);
      const warning = isOurs(file.stats, resolved)
        ? readableByOthers({ path: resolved, mode: file.stats.mode, platform })
        : undefined;
      if (warning !== undefined) warn?.(warning);
    } catch (error) {
      throw new TsRegError('refused', `cannot read ${resolved}: ${whyUnreadable(error)}`, { hint: next });
    }
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '');
    } catch {
      throw new TsRegError('refused', `${resolved} has bytes that are not UTF-8`, { hint: next });
    }
    return checked(text, `the file ${resolved}`, next);
  }
}

/** A file that its reader could close: theirs, writable, and not mounted as a secret. */
function isOurs(stats: Stats, path: string): boolean {
  const isOwner = stats.uid === process.getuid?.();
  return stats.isFile() && isOwner && (stats.mode & 0o222) !== 0 && !isMountedSecret(path);
}

/** U+FFFD represents a byte of a variable that is not UTF-8. */
function checked(text: string, what: string, next?: Hint): string {
  const details = next === undefined ? {} : { hint: next };
  if (text === '') throw new TsRegError('refused', `${what} is empty`, details);
  if (/[\r\n]$/.test(text)) throw new TsRegError('refused', `${what} ends with a line break`, details);
  if (text.includes('\ufffd')) throw new TsRegError('refused', `${what} has bytes that are not UTF-8`, details);
  return text;
}
