/**
 * Takes this machine's tokens of the embedded store away when config.yaml has turned to a shared one: the hot path does
 * not read config.yaml and would go on serving them until half of their life. Once for each edit of config.yaml.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import { makeStoreFolders } from '../storage/layout/store-folder.js';
import { lockFolderOf, tokenFolderOf } from '../storage/layout/store-paths.js';
import { parseSealedFile } from '../storage/sealing/sealed-file.js';
import type { TokenParts } from '../storage/tokens/file-token-store.js';
import { removeFile, replaceFile } from '../system/atomic-write.js';
import { errnoOf, fileError } from '../system/file-error.js';
import { readPrivateFile } from '../system/private-file.js';
import { TempFolder } from '../system/temp-folder.js';

/** Remembers the choice for which it was done; beside the tokens. */
const markerName = 'shared';

/** Never throws: what cannot be removed is said to `debug`. */
export function forgetEmbeddedTokens({ paths, self, origin }: TokenParts, debug: (line: string) => void): void {
  const folder = tokenFolderOf(paths.dataFolder);
  const marker = join(folder, markerName);
  const choice = Buffer.from(origin?.choice ?? '');
  try {
    const names = namesIn(folder);
    if (names.length === 0 || readPrivateFile(marker)?.bytes.equals(choice) === true) return;
    for (const name of names) if (isEmbedded(join(folder, name))) removeFile(join(folder, name), { sync: false });
    makeStoreFolders(paths.dataFolder);
    replaceFile(marker, choice, { temp: new TempFolder(lockFolderOf(paths.dataFolder), self), sync: false });
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    debug(`tokens of the embedded store may still be served: ${error.message}`);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw fileError(error, 'read', folder);
  }
}

function isEmbedded(path: string): boolean {
  const header = parseSealedFile(readPrivateFile(path)?.bytes ?? Buffer.alloc(0))?.header;
  return header !== undefined && header['store'] === undefined;
}
