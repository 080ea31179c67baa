/** The writing commands of the store, each on a prepared store, for tests that break them at every point. */
import { type Command, nextVersion, pathsIn, storeIn, tokenNumber, versioned } from './job.js';

/** Makes what a command needs below an empty home: records a.example, b.example and a token of a.example. */
export async function prepare(home: string, name: Command): Promise<void> {
  if (name === 'first-insert') return;
  const store = storeIn(home);
  await store.records.insert(versioned('a.example', 1));
  await store.records.insert(versioned('b.example', 1));
  await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(tokenNumber(1)));
}

/** The key file that `rekey` moves a store to. */
export function otherKeyIn(home: string): string {
  return `${home}/config/other-key`;
}

/** Runs a command once, as one process would. */
export async function runCommand(home: string, name: Command): Promise<void> {
  const store = storeIn(home);
  const rotated = { kind: 'file', path: pathsIn(home).keyFile } as const;
  const moved = { kind: 'file', path: otherKeyIn(home) } as const;
  switch (name) {
    case 'first-insert':
    case 'insert':
      await store.records.insert(versioned('new.example', 1));
      return;
    case 'change':
      await store.records.change('a.example', nextVersion('a.example'));
      return;
    case 'delete':
      await store.records.delete('a.example');
      return;
    case 'keep-token':
      await store.tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(tokenNumber(2)));
      return;
    case 'drop-token':
      await store.tokens.drop('a.example');
      return;
    case 'rekey':
      await store.rekey(moved);
      return;
    case 'rotate':
      await store.rekey(rotated);
      return;
    default:
      name satisfies never;
  }
}
