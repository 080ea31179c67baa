/**
 * The kubelet's credential provider protocol (credentialprovider.kubelet.k8s.io): a request for one image on stdin, the
 * credential of its registry on stdout, in the version that was asked in.
 */
import { TsRegError } from '../errors.js';
import { parseServerAddress, type ServerAddress } from '../registry/server-address.js';
import type { Secret } from '../secret.js';
import { hint } from '../system/hint.js';
import { isDomain, registryOfImage } from './image-reference.js';
import { duplicateKey, stringMember, wholeJsonValue } from './json-text.js';
import { stdinLimits } from '../system/stdin.js';

export interface KubeletCredential {
  readonly username: string;
  readonly password: Secret;
  /** Milliseconds since the epoch; undefined for a password that does not expire. */
  readonly expiresAt: number | undefined;
}

export interface KubeletKeychain {
  /** A credential that is valid now; undefined only when no record covers the address. */
  get(address: ServerAddress): Promise<KubeletCredential | undefined>;
  /** Whether the record that covers the address is the one for its whole host; requests no credential. */
  answersForHost(address: ServerAddress): Promise<boolean>;
}

export interface KubeletWorld {
  readonly keychain: KubeletKeychain;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const group = 'credentialprovider.kubelet.k8s.io';
const versions = ['v1', 'v1beta1', 'v1alpha1'].map((version) => `${group}/${version}`);
/** A pull that starts at the end of the cache's life must still succeed, in milliseconds. */
const expiryMargin = 60_000;

/**
 * Answers one CredentialProviderRequest with one line of JSON. Without a record the answer holds no credential, and the
 * kubelet pulls anonymously; it is not to remember that.
 * @throws {TsRegError} for an invalid request, or when a record's token cannot be renewed; nothing of the request
 * is repeated but its image, parsed.
 */
export async function answerKubelet(input: string, world: KubeletWorld): Promise<string> {
  const { apiVersion, image } = readRequest(input);
  const asked = authorityAsAsked(image);
  // The kubelet matches images by their text: what is no repository but a registry gets that registry's credential.
  const address =
    asked === image ? { authority: parseServerAddress(image).authority, path: '' } : registryOfImage(image);
  const { credential, scope } = await resolve(address, asked, world.keychain);
  const response = {
    kind: 'CredentialProviderResponse',
    apiVersion,
    cacheKeyType: scope.cacheKeyType,
    ...cacheDuration(credential, world.clock()),
    auth:
      credential === undefined
        ? {}
        : { [scope.key]: { username: credential.username, password: credential.password.reveal() } },
  };
  return `${JSON.stringify(response)}\n`;
}

interface Scope {
  readonly cacheKeyType: 'Registry' | 'Image';
  /** What the kubelet matches images with. */
  readonly key: string;
}

/**
 * The credential of an image. The kubelet uses one that is cached for the registry for all its images, so one that
 * only a repository's own record gives is cached for that image alone.
 */
async function resolve(
  address: ServerAddress,
  asked: string | undefined,
  keychain: KubeletKeychain,
): Promise<{ credential: KubeletCredential | undefined; scope: Scope }> {
  const { path } = address;
  const authority = asked ?? address.authority;
  const credential = await keychain.get(address);
  const isGeneral = credential === undefined || path === '' || (await keychain.answersForHost(address));
  const scope: Scope = isGeneral
    ? { cacheKeyType: 'Registry', key: authority }
    : { cacheKeyType: 'Image', key: `${authority}/${path}` };
  return { credential, scope };
}

/** The registry of an image, spelled as the kubelet asked; undefined where the image names none (Docker Hub). */
function authorityAsAsked(image: string): string | undefined {
  const slash = image.indexOf('/');
  const first = slash < 0 ? image : image.slice(0, slash);
  if (slash < 0 && !/^(?:[\w-]+\.)+[\w-]*[a-z][\w-]*(?::\d+)?$|^localhost:\d+$/i.test(first)) return undefined;
  return isDomain(first) ? first : undefined;
}

/** Go's duration; left out for a password that does not expire, which leaves it to the kubelet's own configuration. */
function cacheDuration(credential: KubeletCredential | undefined, now: number): { cacheDuration?: string } {
  if (credential === undefined) return { cacheDuration: '0s' };
  if (credential.expiresAt === undefined) return {};
  return { cacheDuration: `${Math.max(0, Math.floor((credential.expiresAt - expiryMargin - now) / 1000))}s` };
}

function readRequest(input: string): { apiVersion: string; image: string } {
  if (Buffer.byteLength(input) > stdinLimits.kubelet)
    throw refuse(`request is longer than ${stdinLimits.kubelet} bytes`);
  const request = wholeJsonValue(input);
  if (request?.kind !== 'object') throw refuse('request is not a JSON object');
  if (duplicateKey(request) !== undefined) throw refuse('request has a duplicate key');
  const apiVersion = stringMember(request, 'apiVersion');
  if (apiVersion === undefined || !versions.includes(apiVersion))
    throw refuse(`unsupported version of the request; supported are ${versions.join(', ')}`);
  if (stringMember(request, 'kind') !== 'CredentialProviderRequest')
    throw refuse('request is not of kind CredentialProviderRequest');
  const image = stringMember(request, 'image') ?? '';
  if (image === '') throw refuse('request contains no image');
  return { apiVersion, image };
}

function refuse(reason: string): TsRegError {
  return new TsRegError('usage', `kubelet's ${reason}`, {
    hint: hint`echo
      '{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderRequest","image":"HOST/IMAGE"}'
      | ts-reg kubelet-credential-provider`,
  });
}
