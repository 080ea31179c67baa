/**
 * A resolver that refuses addresses at the moment of dialling, so that a name cannot pass a check with one address
 * and be dialled at another (DNS rebinding). Node does not ask a resolver for IP literals: callers check those.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** Handed to node:net when a name leads to an address that must not be dialled. */
class ForbiddenAddress extends Error {
  readonly code = 'ERR_FORBIDDEN_ADDRESS';
}

/** Wraps a resolver (default: the system's); a name with any forbidden address is refused as a whole. */
export function guardedLookup(
  mayDial: (address: string) => boolean,
  resolve: LookupFunction = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options, (error, address, family) => {
      if (!(error instanceof Error) && !addressesOf(address).every(mayDial)) {
        callback(new ForbiddenAddress('forbidden address'), '', 0);
      } else {
        callback(error, address, family);
      }
    });
  };
}

function addressesOf(answer: string | LookupAddress[]): readonly string[] {
  return typeof answer === 'string' ? [answer] : answer.map((entry) => entry.address);
}
