/** Turning from files to a shared store: the tokens of the old store stop being served, those of the new one stay. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forgetEmbeddedTokens } from '../../src/shared-store/forget-embedded-tokens.js';
import { lockFolderOf, tokenFileOf, tokenFolderOf } from '../../src/storage/layout/store-paths.js';
import { LockFolder } from '../../src/storage/locks/lock.js';
import { StoreWriter } from '../../src/storage/locks/store-writer.js';
import { FileTokenStore, type TokenParts } from '../../src/storage/tokens/file-token-store.js';
import { thisProcess } from '../../src/system/process-identity.js';
import { someToken, type TempStore, tempStore } from '../storage/store-in-temp.js';

function sharedParts(store: TempStore, choice = 'config.yaml as it is'): TokenParts {
  const self = thisProcess();
  return {
    paths: store.paths,
    locks: new LockFolder(lockFolderOf(store.paths.dataFolder), () => self),
    self: () => self,
    waitMs: 1_000,
    origin: { store: 'shared', choice },
    ambientRole: { isAllowed: false, state: '' },
  };
}

async function keep(tokens: FileTokenStore | TempStore['tokens'], registry: string): Promise<void> {
  await tokens.withLock(registry, { wait: true }, (turn) => turn.keep(someToken()));
}

const unheard = (line: string): never => {
  throw new Error(line);
};

describe('the tokens of the embedded store', () => {
  it('go when the settings have turned to a shared one; the shared ones stay', async () => {
    const store = tempStore();
    const parts = sharedParts(store);
    await keep(store.tokens, 'old.example');
    await keep(new FileTokenStore(parts, new StoreWriter(parts), unheard), 'shared.example');
    forgetEmbeddedTokens(parts, unheard);
    expect(existsSync(tokenFileOf(store.paths.dataFolder, 'old.example'))).toBe(false);
    expect(existsSync(tokenFileOf(store.paths.dataFolder, 'shared.example'))).toBe(true);
  });

  it('go once for each edit of the settings: later commands look at one file alone', async () => {
    const store = tempStore();
    await keep(store.tokens, 'a.example');
    forgetEmbeddedTokens(sharedParts(store), unheard);
    await keep(store.tokens, 'b.example');
    forgetEmbeddedTokens(sharedParts(store), unheard);
    expect(existsSync(tokenFileOf(store.paths.dataFolder, 'b.example'))).toBe(true);
    forgetEmbeddedTokens(sharedParts(store, 'config.yaml after an edit'), unheard);
    expect(existsSync(tokenFileOf(store.paths.dataFolder, 'b.example'))).toBe(false);
  });

  it('are no reason to make a folder where there are none', () => {
    const store = tempStore();
    forgetEmbeddedTokens(sharedParts(store), unheard);
    expect(existsSync(store.paths.dataFolder)).toBe(false);
  });

  it('that cannot be looked at stop no command, and --debug tells', async () => {
    const store = tempStore();
    await keep(store.tokens, 'a.example');
    rmSync(tokenFolderOf(store.paths.dataFolder), { recursive: true });
    writeFileSync(join(tokenFolderOf(store.paths.dataFolder)), 'a file where the folder belongs');
    const lines: string[] = [];
    forgetEmbeddedTokens(sharedParts(store), (line) => lines.push(line));
    expect(lines).toEqual([expect.stringContaining('tokens of the embedded store may still be served: cannot read')]);
  });
});
