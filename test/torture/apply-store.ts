/** The store that processes of `registry apply` wrote, opened here: one read instead of a process for each record. */
import { join } from 'node:path';
import { openFileStore } from '../../src/storage/file-store.js';
import type { ApplyHome } from '../cli/apply-home.js';
import { leftovers } from './leftovers.js';

export interface Written {
  readonly registry: string;
  readonly user: string;
  readonly name: string | undefined;
  readonly secret: string;
  /** Sorted. */
  readonly documents: readonly string[] | undefined;
}

/** Every record, sorted by registry; `problems` names what cannot be read. */
export async function writtenIn({
  folder,
}: ApplyHome): Promise<{ readonly records: readonly Written[]; readonly problems: readonly string[] }> {
  const home = join(folder, 'home');
  const keyFile = join(home, 'key');
  const { records: store } = openFileStore({
    paths: { keyFile, tokenKeyFile: join(home, 'token-key'), dataFolder: home },
    key: { kind: 'file', path: keyFile },
    warn: () => undefined,
  });
  const { records, damaged } = await store.list();
  const problems = damaged.map(({ place, reason }) => `${place}: ${reason}`);
  const written: Written[] = [];
  for (const { registry } of records) {
    const record = await store.find(registry);
    if (record === undefined) problems.push(`${registry} is listed and not there`);
    else {
      const { user, name, secret, documents } = record;
      written.push({ registry, user, name, secret: secret.reveal(), documents: documents && [...documents].sort() });
    }
  }
  return { records: written, problems };
}

/** Locks and half-written files of a store that nobody writes any more. */
export function leftIn({ folder }: ApplyHome): readonly string[] {
  return leftovers(join(folder, 'home')).map((name) => `left: ${name}`);
}

/** The errors that a process printed. */
export function errorsOf(stderr: string): readonly string[] {
  return stderr.match(/^Error: .*/gm) ?? [];
}
