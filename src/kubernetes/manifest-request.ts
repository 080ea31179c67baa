/** What a manifest is asked for, and the names that its documents share. */
import type { NamespacePatterns } from './namespace-patterns.js';

export interface ManifestRequest {
  /** Hosts of ECR, for which the pod's own AWS role is used; empty when a Secret says which registries there are. */
  readonly registries: readonly string[];
  /** A Secret in the pod's namespace with `registries.yaml`, and the files that it refers to. */
  readonly registriesSecret: string | undefined;
  readonly image: string;
  /** As they were given. */
  readonly patterns: readonly string[];
  readonly namespaces: NamespacePatterns;
  /** Of the Secret that is written. */
  readonly secretName: string;
  readonly accounts: readonly string[];
  /** Where the pod runs. */
  readonly home: string;
  /** A CronJob by this schedule; undefined: a Deployment that watches. */
  readonly schedule: string | undefined;
  /** EKS, "IAM roles for service accounts". */
  readonly awsRole: string | undefined;
}

/** Name of everything that the manifest makes. */
export const manifestName = 'ts-reg';
export const manifestLabels = { 'app.kubernetes.io/name': manifestName };
