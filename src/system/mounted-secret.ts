/** Secrets that a container engine mounts. */
import { posix } from 'node:path';

/** Whether docker, podman or Kubernetes mounted this file: there everybody in the container may read it on purpose. */
export function isMountedSecret(path: string): boolean {
  return /^(?:\/var)?\/run\/secrets\//.test(posix.normalize(path));
}
