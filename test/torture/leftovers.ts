/** What a store must not keep for good: locks, temp files, keys that wait. */
import { readdirSync } from 'node:fs';

/** Names of leftovers below a home; a memory of a failed renewal is none. */
export function leftovers(home: string): readonly string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.lock$|\.ts-reg-tmp\.|\.next$/.test(name),
  );
}
