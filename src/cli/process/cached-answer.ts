/** The hot path of `docker-credential-ts-reg get`: a fresh kept token as the protocol's one line. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AskedAddress, credentialLine } from '../../clients/helper-messages.js';
import { resolvePaths } from '../../config/paths.js';
import { suitsEnvironment } from '../../registry/ambient-choice.js';
import { coveringRecordNames } from '../../registry/server-address.js';
import { tokenFreshness } from '../../registry/token.js';
import { isStillAllowed } from '../../storage/tokens/role-permission.js';
import { type KeptToken, readTokenFile } from '../../storage/tokens/token-file.js';
import { isStillChosen } from '../../storage/tokens/token-origin.js';
import { readTokenFileByWebCrypto } from '../../storage/tokens/web-token-file.js';
import { requireOwnFolder, requireTrustedFile } from '../../system/own-folder.js';
import type { ProcessHome } from './process-home.js';

/**
 * The answer, or undefined for what needs more than one fresh token file: a repository (a record of its own may
 * cover it), a record for everything of the host, a stale token, bad input. Never throws.
 */
export function freshTokenAnswer(given: AskedAddress, home: ProcessHome): string | undefined {
  try {
    const registry = onlyRecordOf(given);
    return registry && answerWith(readTokenFile(pathsOf(home), registry), given.serverUrl, home);
  } catch {
    return undefined;
  }
}

/** The same without node:crypto, for the standalone executable. Never rejects. */
export async function freshTokenAnswerByWebCrypto(given: AskedAddress, home: ProcessHome): Promise<string | undefined> {
  try {
    const registry = onlyRecordOf(given);
    return registry && answerWith(await readTokenFileByWebCrypto(pathsOf(home), registry), given.serverUrl, home);
  } catch {
    return undefined;
  }
}

/** The name of the record that comes before all others; a token of its own is kept only while it is stored. */
function onlyRecordOf({ address }: AskedAddress): string | undefined {
  const [registry] = coveringRecordNames(address);
  return address.path === '' ? registry : undefined;
}

function answerWith(token: KeptToken | undefined, serverUrl: string, home: ProcessHome): string | undefined {
  if (!token || tokenFreshness(token, home.now) !== 'fresh') return undefined;
  requireTrustedSettings(pathsOf(home).configFile);
  if (!suitsEnvironment(token.fingerprint, home.environment)) return undefined;
  const { configFile } = pathsOf(home);
  if (!isStillAllowed(token, configFile)) return undefined;
  if (!isStillChosen(token.origin, { environment: home.environment, configFile })) return undefined;
  return credentialLine(serverUrl, token.username, token.password);
}

/** Settings that the slow path refuses are a miss here, too; the slow path then reports why. */
function requireTrustedSettings(configFile: string): void {
  const stats = statSync(configFile, { throwIfNoEntry: false });
  if (stats === undefined) return;
  requireOwnFolder(dirname(configFile), { rootMayOwn: true });
  requireTrustedFile(configFile, stats);
}

function pathsOf({ environment, platform, homeFolder }: ProcessHome): ReturnType<typeof resolvePaths> {
  return resolvePaths(environment, platform, homeFolder);
}
