/**
 * Names of the files of a store. They are hashes: no registry name ever becomes part of a path. No I/O: the hot path
 * uses it.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** So much of the SHA-256 of a registry name, in hex, names its files. */
export const hashLength = 40;

/** 40 hex characters for a registry name. */
export function registryHash(registry: string): string {
  return createHash('sha256').update(registry).digest('hex').slice(0, hashLength);
}

/** `meta.json` of a store. */
export function metaFileOf(dataFolder: string): string {
  return join(dataFolder, 'meta.json');
}

/** The folder of records, one file each. */
export function recordFolderOf(dataFolder: string): string {
  return join(dataFolder, 'records');
}

/** The file of one record. */
export function recordFileOf(dataFolder: string, registry: string): string {
  return recordPathOf(dataFolder, registryHash(registry));
}

/** The file of the record with this hash. */
export function recordPathOf(dataFolder: string, hash: string): string {
  return join(recordFolderOf(dataFolder), `${hash}.json`);
}

/** The folder of tokens, one file each. */
export function tokenFolderOf(dataFolder: string): string {
  return join(dataFolder, 'tokens');
}

/** The file of one token. */
export function tokenFileOf(dataFolder: string, registry: string): string {
  return tokenPathOf(dataFolder, registryHash(registry));
}

/** The file of the token of the registry with this hash. */
export function tokenPathOf(dataFolder: string, hash: string): string {
  return join(tokenFolderOf(dataFolder), `${hash}.json`);
}

/** The folder of what lives for milliseconds: locks, and files being written. */
export function lockFolderOf(dataFolder: string): string {
  return join(dataFolder, 'locks');
}

/** What the last failed renewal of a token said, for the processes that waited for it. */
export function failureFileOf(dataFolder: string, registry: string): string {
  return join(lockFolderOf(dataFolder), `${registryHash(registry)}.failed`);
}
