/**
 * Two applies of different documents at once, each with `--prune`: every registry ends as one of the two orders would
 * leave it, with the documents that list it and no others.
 */
import { type ApplyHome, password } from '../cli/apply-home.js';
import { errorsOf, leftIn, type Written, writtenIn } from './apply-store.js';
import { seededRandom } from './job.js';
import { type Row, row } from './report.js';

const names = ['a', 'b'] as const;
type Name = (typeof names)[number];
const registries = Array.from({ length: 9 }, (_, index) => `app-${index}`);

/** Which documents list each registry in a round. */
type Lists = Readonly<Record<Name, ReadonlySet<number>>>;

export async function applyAtOnce(home: ApplyHome, rounds: number): Promise<Row> {
  const problems: string[] = [];
  const won = { a: 0, b: 0 };
  for (let round = 0; round < rounds && problems.length === 0; round += 1) {
    const lists = listsOf(round);
    const ended = await Promise.all(
      names.map((name) =>
        home.ts(['registry', 'apply', '--prune', write(home, { name, round, lists })], tokens(round)),
      ),
    );
    problems.push(
      ...ended.flatMap(({ exitCode, stderr }) => (exitCode === 0 ? [] : [`exit ${exitCode}`, ...errorsOf(stderr)])),
    );
    const { records, problems: unreadable } = await writtenIn(home);
    problems.push(...unreadable);
    for (const index of registries.keys()) {
      const record = records.find(({ registry }) => registry === registryOf(home, index));
      const fault = faultOf(record, { index, round, lists });
      if (fault !== undefined) problems.push(`round ${round}: ${registryOf(home, index)}: ${fault}`);
      if (record?.user === 'a' || record?.user === 'b') won[record.user] += 1;
    }
  }
  problems.push(...leftIn(home));
  return row(`two applies with --prune at once, ${rounds} rounds`, 'as in one of the two orders', {
    measured: `${rounds} rounds × ${registries.length} registries, last written by a: ${won.a}, by b: ${won.b}`,
    problems,
  });
}

/** Each round other ones: they are added, updated, dropped, and moved from one document to the other. */
function listsOf(round: number): Lists {
  const random = seededRandom(round + 1);
  const some = (): ReadonlySet<number> => new Set([...registries.keys()].filter(() => random(10) < 6));
  return { a: some(), b: some() };
}

interface Wanted {
  readonly user: string;
  readonly name: string;
  readonly token: string;
}

/** Every third registry is the same in both documents and all rounds, so that one may find it equal and the other drop it. */
function wantedOf(name: Name, index: number, round: number): Wanted {
  if (index % 3 === 0) return { user: 'shared', name: 'shared', token: 'shared' };
  return { user: name, name: `${name}-${round}`, token: `${name}-${round}` };
}

function tokens(round: number): Readonly<Record<string, string>> {
  return { TOKEN_a: `${password}-a-${round}`, TOKEN_b: `${password}-b-${round}`, TOKEN_shared: `${password}-shared` };
}

function registryOf({ registry }: ApplyHome, index: number): string {
  return `${registry.authority}/${registries[index] ?? ''}`;
}

function write(home: ApplyHome, plan: { readonly name: Name; readonly round: number; readonly lists: Lists }): string {
  const { name, round, lists } = plan;
  const entries = [...lists[name]].map((index) => {
    const wanted = wantedOf(name, index, round);
    return `  - { registry: "${registryOf(home, index)}", user: ${wanted.user}, name: ${wanted.name}, password: { env: TOKEN_${wanted.user} }, verify_tls: false }`;
  });
  const list = entries.length === 0 ? ' []' : `\n${entries.join('\n')}`;
  return home.write(`${name}.yaml`, `name: ${name}\nregistries:${list}\n`);
}

function faultOf(
  record: Written | undefined,
  { index, round, lists }: { readonly index: number; readonly round: number; readonly lists: Lists },
): string | undefined {
  const listing = names.filter((name) => lists[name].has(index));
  if (record === undefined) return listing.length === 0 ? undefined : `is gone, listed by ${listing.join(' and ')}`;
  if (listing.length === 0) return 'is there, listed by none';
  if (record.documents?.join() !== listing.join())
    return `is of ${record.documents?.join() ?? 'nobody'}, listed by ${listing.join(' and ')}`;
  const isOfOne = listing.some((name) => {
    const { user, name: title, token } = wantedOf(name, index, round);
    return record.user === user && record.name === title && record.secret === `${password}-${token}`;
  });
  return isOfOne ? undefined : `is a mixture: ${record.user}, ${record.name ?? ''}`;
}
