/**
 * Hosts that look like Amazon ECR but are not: typing mistakes, with the name that was probably meant, and names of
 * others (LocalStack, VPC endpoints, mirrors). Pure; only pieces of bounded length are compared.
 */
import { editDistance } from '../nearest-name.js';
import { ecrPartitions, ecrPublicHosts, parseEcrHost } from './ecr-host.js';

/**
 * `near-miss`: almost certainly a typing mistake. `resembling`: the name of something else that has ECR in its name.
 */
export interface EcrLookAlike {
  readonly kind: 'near-miss' | 'resembling';
  /** The valid ECR host that was probably meant; undefined where the rest of the name does not tell. */
  readonly correction: string | undefined;
}

/** RFC 1035 §2.3.4. */
const longestHost = 253;
const accountPattern = /^[0-9]+(?:[-_.]+[0-9]+)*/;
/** `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`; also with underscores or doubled dashes. */
const regionPattern = /(?:[a-z]{2}|eusc)(?:[-_]{1,2}[a-z]{2,9}){1,2}[-_]{1,2}[0-9]{1,2}/y;
const accountDigits = 12;
const serviceLimit = 2;
const publicLimit = 2;
/** What people write between account and region, and whether FIPS is meant; the last two lack a label. */
const services = [
  { text: '.dkr.ecr.', fips: false },
  { text: '.dkr-ecr.', fips: false },
  { text: '.dkr.ecr-fips.', fips: true },
  { text: '.dkr-ecr-fips.', fips: true },
  { text: '.ecr.', fips: false },
  { text: '.dkr.', fips: false },
];
const longestService = 16;
const suffixes = ecrPartitions.flatMap(({ suffix, dualStackSuffix }) => [
  { text: `.${suffix}`, dualStack: false },
  { text: `.${dualStackSuffix}`, dualStack: true },
]);

/** What a host (lower case, without port) that is not ECR has of it; undefined for an ECR host and for any other. */
export function ecrLookAlike(host: string): EcrLookAlike | undefined {
  if (host.length > longestHost || parseEcrHost(host)) return undefined;
  const correction = nearestPublicHost(host) ?? nearestPrivateHost(host);
  if (correction !== undefined) return { kind: 'near-miss', correction };
  const words = host.split(/[._-]/);
  if (!words.includes('ecr') && !host.includes('dkrecr')) return undefined;
  return {
    kind: isBelowAmazon(host) && words.includes('dkr') && !words.includes('vpce') ? 'near-miss' : 'resembling',
    correction: undefined,
  };
}

/** Only Amazon can have hosts there; VPC endpoints are Amazon's, too, and exist. */
function isBelowAmazon(host: string): boolean {
  return suffixes.some(({ text }) => host.endsWith(text));
}

function nearestPublicHost(host: string): string | undefined {
  return ecrPublicHosts.find((known) => distanceWithin(host, known, publicLimit) !== undefined);
}

/** Account, service, region and suffix, each perhaps with mistakes; the reading with the fewest wins. */
function nearestPrivateHost(host: string): string | undefined {
  const written = accountPattern.exec(host)?.[0];
  if (written === undefined) return undefined;
  const account = written.replace(/[-_.]/g, '');
  if (account !== written && account.length !== accountDigits) return undefined;
  const rest = host.slice(written.length);
  let best: Reading | undefined;
  for (let start = 1; start <= longestService; start += 1) {
    const reading = readingAt(rest, start);
    // Of two equally good readings the one with the shorter region: the rest of it belongs to the service.
    if (reading && (best === undefined || reading.mistakes <= best.mistakes)) best = reading;
  }
  const corrected = best && `${account}${best.tail}`;
  return corrected !== undefined && corrected.length <= longestHost && parseEcrHost(corrected) ? corrected : undefined;
}

interface Reading {
  readonly mistakes: number;
  /** All that follows the account, without mistakes. */
  readonly tail: string;
}

/** What follows the account, read with a region that begins at `start`. */
function readingAt(rest: string, start: number): Reading | undefined {
  regionPattern.lastIndex = start;
  const written = regionPattern.exec(rest)?.[0];
  const service = written === undefined ? undefined : nearest(rest.slice(0, start), services, () => serviceLimit);
  if (written === undefined || service === undefined) return undefined;
  const suffix = nearest(rest.slice(start + written.length), suffixes, suffixLimit);
  if (suffix === undefined) return undefined;
  const region = written.replace(/[-_]+/g, '-');
  const { dualStack } = suffix.found;
  const name = `${dualStack ? '.dkr-ecr' : '.dkr.ecr'}${service.found.fips ? '-fips' : ''}.`;
  return { mistakes: service.mistakes + suffix.mistakes, tail: `${name}${region}.${suffixOf(region, dualStack)}` };
}

/** A third of its length, as for other names; short ones may lack a whole label. */
function suffixLimit(suffix: string): number {
  return Math.max(3, Math.floor(suffix.length / 3));
}

function suffixOf(region: string, dualStack: boolean): string | undefined {
  const partition = ecrPartitions.find(({ regionPrefix }) => region.startsWith(regionPrefix));
  return dualStack ? partition?.dualStackSuffix : partition?.suffix;
}

function nearest<T extends { readonly text: string }>(
  written: string,
  known: readonly T[],
  limitOf: (text: string) => number,
): { readonly found: T; readonly mistakes: number } | undefined {
  let best: { readonly found: T; readonly mistakes: number } | undefined;
  for (const found of known) {
    const mistakes = distanceWithin(written, found.text, limitOf(found.text));
    if (mistakes !== undefined && (best === undefined || mistakes < best.mistakes)) best = { found, mistakes };
  }
  return best;
}

/** Undefined beyond the limit; texts whose lengths are further apart are never compared. */
function distanceWithin(text: string, known: string, limit: number): number | undefined {
  if (Math.abs(text.length - known.length) > limit) return undefined;
  const distance = editDistance(text, known);
  return distance <= limit ? distance : undefined;
}
