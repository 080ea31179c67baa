/**
 * Which token endpoints a registry may send us to with a password. The realm is the registry's word alone, so it
 * must not lead the password over plain http, to a metadata service, or into this machine.
 */
import { isForbiddenAddress, isLoopbackHost } from '../system/ip-address.js';
import { parseForeignUrl } from '../registry/foreign-url.js';
import { hint } from '../system/hint.js';
import { pingError } from './ping-errors.js';

export interface RealmContext {
  /** For messages. */
  readonly registry: string;
  /** The URL of `/v2/` that answered with the challenge. */
  readonly registryUrl: URL;
  readonly verifyTls: boolean;
  /** The credential is an ECR token, which never goes over plain http. */
  readonly tlsOnly?: boolean;
}

/**
 * The URL of a token endpoint (distribution spec: token authentication, `realm`).
 * @throws {TsRegError} `refused` when it breaks a rule. Only its scheme and host are repeated, and only parsed.
 */
export function permittedRealm(realm: string, context: RealmContext): URL {
  const url = parseForeignUrl(realm);
  if (url === undefined) throw refuse(context, 'names a token server whose URL is invalid');
  if (!mayDial(url.hostname, url, context)) throw refuse(context, `names a forbidden token server: ${url.host}`);
  if (url.protocol !== 'https:' && !mayBePlain(url, context)) {
    throw refuse(context, `asks for the password over plain http, at ${url.origin}`);
  }
  return url;
}

/** Whether a request to `target` may dial this address; asked again with what its name resolves to. */
export function mayDial(address: string, target: URL, { registryUrl, verifyTls }: RealmContext): boolean {
  if (isForbiddenAddress(address)) return false;
  const mayBeThisMachine =
    !verifyTls || isLoopbackHost(registryUrl.hostname) || target.hostname === registryUrl.hostname;
  return mayBeThisMachine || !isLoopbackHost(address);
}

/** Plain http: everywhere with --insecure, else only from this machine to this machine. */
function mayBePlain(target: URL, { registryUrl, verifyTls, tlsOnly = false }: RealmContext): boolean {
  if (tlsOnly) return false;
  return !verifyTls || (isLoopbackHost(registryUrl.hostname) && isLoopbackHost(target.hostname));
}

function refuse(context: RealmContext, reason: string): Error {
  return pingError(
    context.registry,
    `registry ${reason}`,
    hint`no password was sent; ask the operator of the registry to correct its realm`,
  );
}
