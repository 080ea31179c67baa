/** The hot path of `docker-credential-ts-reg get`: a fresh kept token as the protocol's one line. */
import { resolvePaths } from '../config/paths.js';
import { credentialLine } from '../docker/credential-line.js';
import { readGivenAddress } from '../docker/helper-input.js';
import { coveringRecordNames, parseServerAddress } from '../registry/server-address.js';
import { tokenFreshness } from '../registry/token.js';
import { readTokenFile } from '../storage/token-file.js';
import type { ProcessHome } from './process-home.js';

/**
 * The answer, or undefined for whatever needs more than one fresh token file: another address form, a repository
 * (a record of its own may cover it), Docker Hub's many names, a stale token, bad input. Never throws.
 */
export function freshTokenAnswer(input: string, home: ProcessHome): string | undefined {
  try {
    const serverUrl = readGivenAddress(input);
    const address = parseServerAddress(serverUrl);
    const [registry, ...others] = coveringRecordNames(address);
    if (registry === undefined || others.length > 0) return undefined;
    const token = readTokenFile(resolvePaths(home.environment, home.platform, home.homeFolder), registry);
    if (!token || tokenFreshness(token, home.now) !== 'fresh') return undefined;
    return credentialLine(serverUrl, token.username, token.password);
  } catch {
    return undefined;
  }
}
