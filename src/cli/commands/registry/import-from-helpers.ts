/** The part of `registry import` that asks the credential helpers named in the file for what they keep. */
import type { Login, Logins, SkippedLogin } from '../../../clients/docker-logins.js';
import type { HelperHost } from '../../../clients/other-helper.js';
import { TsRegError } from '../../../errors.js';
import { hint } from '../../../system/hint.js';
import { timeLimits } from '../../../system/time-limits.js';
import type { Factory } from '../../process/factory.js';
import { isInteractive } from '../../process/world.js';

/** They make a token for each pull, which ends after minutes or hours: there is nothing to take over. */
const tokenMakers = new Set(['acr-env', 'acr-linux', 'ecr-login', 'gcloud', 'gcr', 'ghcr-login']);
const ourHelper = 'ts-reg';
/** No keychain holds more; a helper that lists more is not asked for the rest. */
const mostAddresses = 1_000;

/**
 * The logins of the file and those of the helpers that it names, which docker prefers. The helpers are asked with
 * `isWanted`, or after a question on a terminal; otherwise what they keep stays skipped, and a tip names the option.
 */
export async function withHelperLogins(
  factory: Factory,
  found: Logins,
  { isWanted }: { readonly isWanted: boolean },
): Promise<Logins> {
  const names = helpersOf(found);
  if (names.length === 0) return found;
  const { output, world } = factory;
  if (!isWanted && !isInteractive(world)) {
    // With --json each login that is left out has its reason.
    if (!output.json) output.note(`not asked: ${named(names)}, which may keep passwords; to ask: --from-helpers`);
    return found;
  }
  if (!isWanted) {
    const { askYes } = await import('../../input/prompts.js');
    if (!(await askYes(world, `Ask ${named(names)} for the passwords they keep?`))) return found;
  }
  return output.progress.during(`asking ${named(names)}`, () => askHelpers(factory, found));
}

/** Those that may keep a password that lasts. */
function helpersOf({ skipped, store }: Logins): readonly string[] {
  const names = [...skipped.flatMap(({ helper }) => helper ?? []), ...(store === undefined ? [] : [store])];
  return [...new Set(names)].filter((name) => isAsked(name));
}

function named(names: readonly string[]): string {
  return names.map((name) => program(name)).join(' and ');
}

function program(helper: string): string {
  return `docker-credential-${helper.slice(0, 60)}`;
}

/** One after the other: a keychain may ask the user about each. */
async function askHelpers({ output, world }: Factory, found: Logins): Promise<Logins> {
  const { listOf, loginAt } = await import('../../../clients/other-helper.js');
  const end = performance.now() + timeLimits.otherHelpers;
  const host = (): HelperHost => ({
    ...world,
    timeMs: Math.max(1, Math.min(timeLimits.otherHelper, end - performance.now())),
  });
  const toAsk = found.skipped.filter(({ helper }) => isAsked(helper));
  if (found.store !== undefined && isAsked(found.store)) {
    const listed = await listOf(found.store, host());
    if ('failure' in listed) output.report(noList(found.store, listed.failure));
    else toAsk.push(...newAddresses(listed.value, found));
  }
  const logins: Login[] = [];
  const left = found.skipped.filter(({ helper }) => !isAsked(helper)).map(withReason);
  for (const { address, helper = '' } of toAsk) {
    const answer = await loginAt(helper, address, host());
    if ('value' in answer) logins.push(answer.value);
    else left.push({ address, helper, reason: `${program(helper)} ${answer.failure}` });
  }
  const answered = new Set(logins.map(({ address }) => address));
  const isLeft = ({ address }: { readonly address: string }): boolean => !answered.has(address);
  return { logins: [...logins, ...found.logins.filter(isLeft)], skipped: left.filter(isLeft) };
}

function isAsked(helper: string | undefined): boolean {
  return helper !== undefined && helper !== ourHelper && !tokenMakers.has(helper);
}

function withReason(login: SkippedLogin): SkippedLogin {
  if (login.helper === undefined || !tokenMakers.has(login.helper)) return login;
  return { ...login, reason: `${program(login.helper)} makes a new token for each pull, and keeps no password` };
}

/**
 * What the list adds: an entry of credHelpers wins over credsStore (docker/cli `config/configfile`), unless it names
 * ts-reg, which may not have that password yet.
 */
function newAddresses(listed: readonly string[], { skipped, store }: Logins): readonly SkippedLogin[] {
  const others = skipped.filter(({ helper }) => helper !== undefined && helper !== ourHelper);
  const known = new Set(others.map(({ address }) => address));
  return listed
    .filter((address) => !known.has(address))
    .slice(0, mostAddresses)
    .map((address) => ({ address, helper: store, reason: '' }));
}

function noList(helper: string, failure: string): TsRegError {
  return new TsRegError('refused', `${program(helper)} ${failure}`, { hint: hint`ts-reg registry add HOST USER` });
}
