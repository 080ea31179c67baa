/** Records for a part of a registry, which most clients never ask for. */
import type { RegistryName } from '../registry/registry-name.js';
import { hint } from '../system/hint.js';

/**
 * What to say of a record that docker and its like never use; undefined for one that answers for a whole registry.
 * Measured: docker 28.2, podman 4.3, skopeo 1.9, buildah, regctl 0.4.8 and oras-go 2.4 ask for the host alone; crane
 * sends the path too, under `credsStore` only.
 */
export function narrowRecordDoubt({ text, authority, path }: RegistryName): string | undefined {
  if (path === '') return undefined;
  return (
    `docker, podman, skopeo, buildah, regctl and oras never use ${text}: they ask a credential helper for ` +
    `${authority} only; crane (with credsStore) and the kubelet use it; for all of them: ` +
    hint`ts-reg registry add ${`${authority}/*`} USER`
  );
}
