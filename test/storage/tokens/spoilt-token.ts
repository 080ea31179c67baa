/** What can be wrong with a kept token: each way of spoiling it, for every reader of token files. */
import { copyFileSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tokenFileOf } from '../../../src/storage/layout/store-paths.js';
import { someToken, type TempStore, tempStore } from '../store-in-temp.js';

/** A store that keeps a token for `a.example` and one for `b.example`; the path is of the former. */
export async function storeWithToken(): Promise<{ readonly store: TempStore; readonly path: string }> {
  const store = tempStore();
  for (const registry of ['a.example', 'b.example'])
    await store.tokens.withLock(registry, { wait: true }, (turn) => turn.keep(someToken()));
  return { store, path: tokenFileOf(store.paths.dataFolder, 'a.example') };
}

/** What a file suffers, and how. */
type Spoiling = readonly [string, (path: string, store: TempStore) => void];

export function spoilings(): readonly Spoiling[] {
  return [
    [
      'the file is gone',
      (path) => {
        rmSync(path);
      },
    ],
    [
      'the file is cut',
      (path) => {
        truncateSync(path, 50);
      },
    ],
    [
      'the file is of another registry',
      (path, store) => {
        copyFileSync(tokenFileOf(store.paths.dataFolder, 'b.example'), path);
      },
    ],
    ['its expiry was edited', edited(/"expiresAt":1/, '"expiresAt":2')],
    [
      'the file is a link',
      (path) => {
        copyFileSync(path, `${path}.real`);
        rmSync(path);
        symlinkSync(`${path}.real`, path);
      },
    ],
    [
      'the key is gone',
      (_, store) => {
        rmSync(store.paths.tokenKeyFile);
      },
    ],
    [
      'the key is another one',
      (_, store) => {
        writeFileSync(store.paths.tokenKeyFile, Buffer.alloc(32));
      },
    ],
    [
      'the key is no key',
      (_, store) => {
        writeFileSync(store.paths.tokenKeyFile, 'short');
      },
    ],
    ['a newer version wrote it', edited(/"schema":1/, '"schema":2')],
    ['what is sealed is not canonical base64', edited(/(=*)"\n$/, '\n$1"\n')],
  ];
}

function edited(what: RegExp, to: string): (path: string) => void {
  return (path) => {
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(what, to));
  };
}
