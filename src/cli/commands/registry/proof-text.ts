/** What `add` and `update` say on a terminal: what was proven about the credential that they stored. */
import type { CredentialProof, RegistryView } from '../../../registry/backend.js';
import { clockText } from '../../output/time-text.js';
import type { Factory } from '../../process/factory.js';

/** One line on a terminal; nothing of a remote engine, which proves by itself and does not say what. */
export function tellProof({ output, world }: Pick<Factory, 'output' | 'world'>, views: readonly RegistryView[]): void {
  for (const { proof, user } of views) if (proof) output.tell(proofText(proof, { user, now: world.clock() }));
}

/** `now` in milliseconds since the epoch. */
export function proofText(
  { aws, registry, tokenExpiresAt }: CredentialProof,
  { user, now }: { readonly user: string; readonly now: number },
): string {
  const words = aws === undefined ? registryWords(registry, user) : awsWords({ aws, registry });
  return tokenExpiresAt === undefined ? words : `${words}; token valid until ${clockText(tokenExpiresAt, now)}`;
}

function registryWords(registry: CredentialProof['registry'], user: string): string {
  if (registry === undefined) return 'stored without asking the registry (--skip-validate)';
  if (user === '') return 'the registry allows anonymous access';
  return registry === 'accepted' ? 'the registry accepted it' : 'stored; the registry did not ask for the password';
}

function awsWords({ aws, registry }: Pick<CredentialProof, 'aws' | 'registry'>): string {
  if (aws === 'failed') return 'stored, but AWS gave no token for it (--skip-validate)';
  if (registry === undefined) return 'AWS accepted it; the registry was not asked (--skip-validate)';
  return registry === 'accepted'
    ? 'AWS and the registry accepted it'
    : 'AWS accepted it; the registry asks for no token';
}
