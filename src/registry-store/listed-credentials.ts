/** What `docker-credential-ts-reg list` names: the addresses that `get` can answer, and nothing else. */
import { traitsOf } from '../registry/registry-type.js';
import { parseRegistryName } from '../registry/registry-name.js';
import { TsRegError } from '../errors.js';
import { isOfJob } from '../registry/ambient-choice.js';
import { ecrLoginEnd, isEcrLogin } from '../registry/ecr-login.js';
import { isAwsOnlyUser } from '../registry/identity.js';
import type { RegistryRecord } from '../registry/record.js';
import { isDockerHub } from '../registry/registry-aliases.js';
import {
  coveringRecordNames,
  namesOfRecord,
  parseServerAddress,
  type ServerAddress,
} from '../registry/server-address.js';
import { tokenFreshness } from '../registry/token.js';
import type { StoreDependencies } from './dependencies.js';
import { hasEnded } from './ecr-login-rules.js';
import { forEachLimited } from './for-each-limited.js';
import type { TokenRenewal } from './token-renewal.js';
import { reportDamaged } from './report-damaged.js';

type Dependencies = StoreDependencies & { readonly renewal: TokenRenewal };

/** docker waits for the list before it builds anything, so that all renewals together get this time, in ms. */
const renewalTime = 5_000;
const atOnce = 8;
/** Docker Hub's address in docker's own configuration (docker/cli `registry.IndexServer`). */
const dockerHubAddress = 'https://index.docker.io/v1/';

/**
 * Addresses with their user names. Tokens that have run out are renewed, as clients send only what the list names; what
 * cannot be renewed is left out, since docker drops every credential when one listed address fails.
 */
export async function listCredentials(dependencies: Dependencies): Promise<ReadonlyMap<string, string>> {
  const { records: stored, damaged, isUnopened = false } = await dependencies.records.list();
  reportDamaged(damaged, dependencies.report);
  const winners = winnersOf(stored);
  const users = isUnopened
    ? await usersWithoutKey(dependencies, new Set(winners.values()))
    : await usersOf(dependencies, new Set(winners.values()));
  const listed = new Map<string, string>();
  for (const [address, record] of winners) {
    const user = users.get(record.registry);
    if (user !== undefined && (!isUnopened || address === record.registry)) listed.set(address, user);
  }
  return listed;
}

/** For each address that a record gives, the record that `get` takes for it. */
function winnersOf(stored: readonly RegistryRecord[]): ReadonlyMap<string, RegistryRecord> {
  const byName = new Map(stored.map((record) => [record.registry, record]));
  const winners = new Map<string, RegistryRecord>();
  for (const { registry } of stored) {
    const base = registry.endsWith('/*') ? registry.slice(0, -2) : registry;
    // Clients that read the list know a whole registry under each of its names.
    for (const name of base.includes('/') ? [base] : namesOfRecord(parseRegistryName(base))) {
      const address = addressOf(name);
      const winner = address && coveringRecordNames(address).find((covering) => byName.has(covering));
      const record = winner === undefined ? undefined : byName.get(winner);
      if (address && record)
        winners.set(isDockerHub(address.authority) && address.path === '' ? dockerHubAddress : name, record);
    }
  }
  return winners;
}

/** Undefined for a prefix (`h/team*`), which is no address. */
function addressOf(name: string): ServerAddress | undefined {
  return name.endsWith('*') ? undefined : parseServerAddress(name);
}

async function usersOf(
  dependencies: Dependencies,
  candidates: ReadonlySet<RegistryRecord>,
): Promise<ReadonlyMap<string, string>> {
  const users = new Map<string, string>();
  const toRenew: RegistryRecord[] = [];
  await forEachLimited([...candidates], atOnce, async (record) => {
    const user = await userAtOnce(dependencies, record);
    if (user === 'renew') toRenew.push(record);
    else if (user !== undefined) users.set(record.registry, user.name);
  });
  if (toRenew.length === 0) return users;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
  }, renewalTime);
  try {
    await forEachLimited(toRenew, atOnce, async ({ registry }) => {
      const user = await renewedUser(dependencies, registry, deadline.signal);
      if (user !== undefined) users.set(registry, user);
    });
  } finally {
    clearTimeout(timer);
  }
  return users;
}

/** The user when `get` answers without waiting for AWS; undefined when it cannot answer. */
async function userAtOnce(
  { records, renewal, clock, debug }: Dependencies,
  listed: RegistryRecord,
): Promise<{ readonly name: string } | 'renew' | undefined> {
  if (listed.user === '') return undefined;
  if (!traitsOf(listed.type).hasTokens && isAwsOnlyUser(listed.user)) return undefined;
  if (!traitsOf(listed.type).hasTokens && !isEcrLogin(listed)) return { name: listed.user };
  const record = await unlessRefused(debug, () => records.find(listed.registry));
  if (record === undefined) return undefined;
  if (traitsOf(record.type).hasTokens) {
    const token = await renewal.usableToken(record);
    return token === undefined ? 'renew' : { name: token.username };
  }
  const end = ecrLoginEnd(record);
  return end && hasEnded(end, clock()) ? undefined : { name: record.user };
}

async function renewedUser(
  { records, renewal, debug }: Dependencies,
  registry: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  return unlessRefused(debug, async () => {
    const record = signal.aborted ? undefined : await records.find(registry);
    return record && (await renewal.fetchToken(record, { wait: true, renew: 'expired', signal }))?.username;
  });
}

/** Without the key of the records `get` answers only from a fresh kept token, which has a key of its own. */
async function usersWithoutKey(
  { tokens, clock, ambientChoice }: Dependencies,
  candidates: ReadonlySet<RegistryRecord>,
): Promise<ReadonlyMap<string, string>> {
  const users = new Map<string, string>();
  await forEachLimited([...candidates], atOnce, async ({ registry, type }) => {
    const token = traitsOf(type).hasTokens ? await tokens.read(registry) : undefined;
    if (!token || tokenFreshness(token, clock()) !== 'fresh') return;
    const isAmbient = /\.c?$/.test(token.fingerprint);
    const isServed = isAmbient ? token.fingerprint.endsWith('.') && ambientChoice === '' : !isOfJob(token);
    if (isServed) users.set(registry, token.username);
  });
  return users;
}

async function unlessRefused<T>(debug: (line: string) => void, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TsRegError)) throw error;
    debug(`not listed: ${error.message}`);
    return undefined;
  }
}
