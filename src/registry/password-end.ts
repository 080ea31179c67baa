/** When passwords end: deploy tokens and personal access tokens, of which only a person knows it. Pure. */

/** From here on it is said that a password ends, so that somebody can get another one. */
export const passwordWarning = 14 * 86_400_000;

/** Whether it is time to say so, or the password has ended. Times in milliseconds since the epoch. */
export function isEndingSoon(expiresAt: number, now: number): boolean {
  return expiresAt - now <= passwordWarning;
}
