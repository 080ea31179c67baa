/** The values of the public interface, and the values of the engine that they represent. */
import { TsRegError } from '../errors.js';
import type { RegistryView } from '../registry/backend.js';
import type { EcrLocation } from '../registry/record.js';
import { isRegistryType } from '../registry/registry-type.js';
import { Secret } from '../secret.js';
import type { Credential, Registry, RegistryCredentials } from './public-interface.js';

export function givenIdentity({ user, secret }: RegistryCredentials): {
  readonly user: string;
  readonly secret: Secret;
} {
  const given = secret ?? (user === 'awsauto' ? user : '');
  return { user, secret: typeof given === 'string' ? new Secret(given) : given };
}

export function givenLocation({ region, account, endpoint }: RegistryCredentials): EcrLocation {
  return {
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

export function only(views: readonly RegistryView[]): Registry {
  const [view] = views;
  if (view) return registryOf(view);
  throw new TsRegError('internal', 'the store answered without a registry');
}

export function registryOf({ registry, name, type, user, verifyTls, createdAt, updatedAt }: RegistryView): Registry {
  if (!isRegistryType(type)) throw new TsRegError('internal', `${registry} has an unknown type`);
  return { registry, name, type, user, verifyTls, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
}

export function credentialOf({
  username,
  password,
  expiresAt,
}: {
  readonly username: string;
  readonly password: Secret;
  readonly expiresAt: number | undefined;
}): Credential {
  return { username, password, expiresAt: dateOf(expiresAt) };
}

export function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
