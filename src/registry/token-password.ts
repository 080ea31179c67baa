/** Passwords that are tokens of a few hours, which no store can keep for long. */

/** What lives longer is a password that somebody will have to renew, as others are. Milliseconds. */
const longestLife = 24 * 3_600_000;
const longestToken = 16_384;
/** Users that Google gives to its access tokens, which end after an hour (Artifact Registry, "Authentication"). */
const tokenUsers = /^(?:oauth2accesstoken|_dcg(?:cr|cloud)(?:_\d+_\d+_\d+)?_token)$/;

/**
 * Why a login is not for keeping: the end of a sentence about its password; undefined when it is.
 * @param now Milliseconds since the epoch.
 */
export function reasonNotToKeep(
  login: { readonly user: string; readonly password: string },
  now: number,
): string | undefined {
  if (tokenUsers.test(login.user)) return 'a Google access token, which ends after an hour';
  const end = endOfWebToken(login.password);
  if (end === undefined || end - now > longestLife) return undefined;
  const ends = end > now ? 'ends' : 'ended';
  return `a token that ${ends} at ${new Date(end).toISOString().replace(/\.\d+Z$/, 'Z')}`;
}

/** When a JSON Web Token ends (RFC 7519 §4.1.4); undefined for any other text. Milliseconds since the epoch. */
function endOfWebToken(password: string): number | undefined {
  if (password.length > longestToken) return undefined;
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(password) ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const end = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    return typeof end === 'number' && end > 0 && end <= 8.64e12 ? end * 1000 : undefined;
  } catch {
    return undefined;
  }
}
