/** When the credentials of records end, by what is stored and kept; no request is sent. */
import type { RegistryRecord } from '../registry/record.js';
import { traitsOf } from '../registry/registry-type.js';
import { forEachLimited } from './for-each-limited.js';
import type { TokenState } from './token-state.js';

export interface CredentialEnd {
  /** `password`: also a secret key of AWS. `login`: a token that docker stored and nothing renews. */
  readonly what: 'token' | 'login' | 'password';
  /** Milliseconds since the epoch; undefined: no token is kept. */
  readonly expiresAt: number | undefined;
}

export interface RegistryEnds {
  readonly registry: string;
  /** Empty: nothing of it ends. */
  readonly ends: readonly CredentialEnd[];
}

interface States {
  tokenState(registry: string): Promise<TokenState>;
  loginState(registry: string): Promise<TokenState | undefined>;
}

/** Reads at once: a shared store answers over a network. */
const atOnce = 8;

/** In the order of the records. Throws {TsRegError}. */
export async function credentialEnds(
  records: readonly RegistryRecord[],
  states: States,
): Promise<readonly RegistryEnds[]> {
  const found: RegistryEnds[] = [];
  await forEachLimited(records, atOnce, async (record, index) => {
    const { registry, expiresAt } = record;
    const password = expiresAt === undefined ? [] : [{ what: 'password' as const, expiresAt }];
    found[index] = { registry, ends: [...(await tokenEnds(record, states)), ...password] };
  });
  return found;
}

async function tokenEnds({ registry, type }: RegistryRecord, states: States): Promise<readonly CredentialEnd[]> {
  if (traitsOf(type).hasTokens) return [{ what: 'token', expiresAt: (await states.tokenState(registry)).expiresAt }];
  const login = await states.loginState(registry);
  return login === undefined ? [] : [{ what: 'login', expiresAt: login.expiresAt }];
}
