/** What must hold after a writing command was broken at some point: old or new, and the next command runs. */
import type { FileStore } from '../../src/storage/file-store.js';
import { otherKeyIn, runCommand } from './commands.js';
import { type Command, isWhole, storeIn, versioned } from './job.js';
import { leftovers } from './leftovers.js';

/** What is wrong with a store; empty when all is well. Runs the command once more and looks again. */
export async function checkAfter(home: string, command: Command, acknowledged: boolean): Promise<readonly string[]> {
  const problems: string[] = [];
  try {
    problems.push(...(await stateProblems(home, command, acknowledged)));
    const started = performance.now();
    await runCommand(home, command);
    const took = performance.now() - started;
    if (took > 3_000) problems.push(`the next command took ${took.toFixed(0)} ms`);
    problems.push(...(await stateProblems(home, command, true)).map((problem) => `after the next command: ${problem}`));
    // A command that had nothing to write does not sweep.
    const store = await readableStore(home, command);
    await store.records.change('sweep.example', (current) => current ?? versioned('sweep.example', 1));
    problems.push(...leftovers(home).map((name) => `left: ${name}`));
  } catch (error) {
    problems.push(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error');
  }
  return problems;
}

async function stateProblems(home: string, command: Command, acknowledged: boolean): Promise<readonly string[]> {
  const store = await readableStore(home, command);
  const problems = command === 'first-insert' ? [] : await expectVersions(store, 'b.example', [1]);
  const old = acknowledged ? [] : [1];
  const token = (await store.tokens.read('a.example'))?.password.reveal();
  switch (command) {
    case 'first-insert':
      return [...problems, ...(await expectVersions(store, 'new.example', acknowledged ? [1] : [0, 1]))];
    case 'insert':
      return [
        ...problems,
        ...(await expectVersions(store, 'new.example', acknowledged ? [1] : [0, 1])),
        ...(await expectVersions(store, 'a.example', [1])),
      ];
    case 'change': {
      const version = (await store.records.find('a.example'))?.version ?? 0;
      if (version > 1 && token !== undefined) problems.push('a token of the old identity is left');
      return [...problems, ...(await expectVersions(store, 'a.example', [...old, 2, 3]))];
    }
    case 'delete': {
      const record = await store.records.find('a.example');
      if (record === undefined && token !== undefined) problems.push('a token without a record is left');
      return [...problems, ...(await expectVersions(store, 'a.example', [...old, 0]))];
    }
    case 'keep-token':
      if (token !== 'token 1' && token !== 'token 2') problems.push(`the token is ${token ?? 'gone'}`);
      return problems;
    case 'drop-token':
      if (token !== undefined && (acknowledged || token !== 'token 1')) problems.push(`the token is ${token}`);
      return problems;
    case 'rekey':
    case 'rotate':
      return [...problems, ...(await expectVersions(store, 'a.example', [1]))];
    default:
      return command satisfies never;
  }
}

/** The store with the key that reads it: in the middle of a move that is one of two. */
async function readableStore(home: string, command: Command): Promise<FileStore> {
  const store = storeIn(home);
  if (command !== 'rekey') return store;
  try {
    await store.records.find('a.example');
    return store;
  } catch {
    return storeIn(home, otherKeyIn(home));
  }
}

/** 0 stands for: no record. */
async function expectVersions(store: FileStore, registry: string, allowed: readonly number[]): Promise<string[]> {
  const record = await store.records.find(registry);
  if (record !== undefined && !isWhole(record)) return [`${registry} is torn`];
  const version = record?.version ?? 0;
  const { records, damaged } = await store.records.list();
  const listed = records.some((one) => one.registry === registry);
  if (damaged.length > 0) return [`damaged: ${damaged[0]?.reason ?? ''}`];
  if (listed !== (record !== undefined)) return [`list and find do not agree about ${registry}`];
  return allowed.includes(version) ? [] : [`${registry} has version ${version}`];
}
