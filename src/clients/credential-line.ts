/** The answer to `get` in Docker's credential helper protocol: one line of JSON. */
import type { Secret } from '../secret.js';

/** `ServerURL` is what the client asked for, trimmed (docker-credential-helpers, `credentials.Get`). */
export function credentialLine(serverUrl: string, username: string, secret: Secret): string {
  return `${JSON.stringify({ ServerURL: serverUrl, Username: username, Secret: secret.reveal() })}\n`;
}
