/**
 * Walks a chain of places for credentials to the first that has some. Done here and not by the SDK, so that the winner
 * has a name and the others say why they had nothing.
 */
import type { SourcedCredentials } from './aws-credentials.js';

/** `name`: `environment`, `profile default`, `instance metadata`, … */
export type CredentialLink =
  | { readonly name: string; readonly resolve: () => Promise<SourcedCredentials> }
  /** A place that is not even asked, and why. */
  | { readonly name: string; readonly skipped: string };

/** Credentials were nowhere to be found. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
}

/** A place has nothing to say, and why: the next one is asked. */
export class NotSetUp extends Error {
  override readonly name = 'NotSetUp';
  /** How the SDK's providers mark such an error too. */
  readonly tryNextLink = true;
}

/** A place had something to say, and it was an error: the places after it are not asked. */
export class BrokenSource extends Error {
  override readonly name = 'BrokenSource';

  constructor(
    /** The name of the link. */
    readonly source: string,
    /** What the link threw; to be translated, never shown. */
    readonly reason: unknown,
  ) {
    super(source);
  }
}

/**
 * The credentials of the first link that has some. `describe` words an error of a link that let the next one try.
 * @throws {NoCredentials} which says, link by link, why not.
 * @throws {BrokenSource} when a link is set up but fails in a way that the next one must not cover up.
 */
export async function firstCredentials(
  links: readonly CredentialLink[],
  describe: (error: unknown) => string,
): Promise<SourcedCredentials> {
  const reasons: string[] = [];
  for (const link of links) {
    if ('skipped' in link) {
      reasons.push(`${link.name}: ${link.skipped}`);
      continue;
    }
    try {
      return await link.resolve();
    } catch (error) {
      if (!letsNextTry(error)) throw new BrokenSource(link.name, error);
      reasons.push(`${link.name}: ${describe(error)}`);
    }
  }
  throw new NoCredentials(reasons.join('; '));
}

/** The SDK's providers mark an error with `tryNextLink` when it only means that they are not set up. */
function letsNextTry(error: unknown): boolean {
  return error instanceof Error && 'tryNextLink' in error && error.tryNextLink === true;
}
