/** What `--wide` shows of a registry beyond anchore-cli's fields: identity, token, region, endpoint. */
import type { TokenState } from '../../registry-store/embedded-store.js';
import type { RegistryView } from '../../registry/backend.js';
import { parseEcrHost } from '../../registry/ecr-host.js';
import { traitsOf } from '../../registry/registry-type.js';
import { isoSeconds } from '../../system/iso-time.js';

/** Who signs in: a user name, an access key id, `profile NAME`, `role ARN`; undefined for anonymous access. */
export function identityOfView({ user, identity }: RegistryView): string | undefined {
  return identity ?? (user === '' ? undefined : user);
}

/** The AWS region that tokens come from; undefined for a registry that is no affair of AWS. */
export function regionOf({ registry, type, location }: RegistryView): string | undefined {
  if (!traitsOf(type).hasTokens) return undefined;
  const host = registry.toLowerCase().replace(/[:/].*$/, '');
  return location?.region ?? parseEcrHost(host)?.region;
}

/** The record of `--wide --json`: that of the Anchore API, and our fields; null where there is no value. */
export function detailedWire(view: RegistryView, token: TokenState | undefined): Readonly<Record<string, unknown>> {
  return {
    ...view.wire,
    identity: identityOfView(view) ?? null,
    region: regionOf(view) ?? null,
    endpoint: view.location?.endpoint ?? null,
    token_state: token?.state ?? null,
    password_expires_at: view.expiresAt === undefined ? null : isoSeconds(view.expiresAt),
    token_expires_at: token?.expiresAt === undefined ? null : isoSeconds(token.expiresAt),
  };
}
