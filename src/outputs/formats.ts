/** The formats in which credentials are written for programs that cannot call a helper. */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';
import { isoSeconds } from '../system/iso-time.js';
import { dockerConfig } from './docker-config.js';
import { environmentLine, type OutputShell } from './environment-variable.js';
import { argocdRepositories, kubernetesSecrets, type SecretPlace } from './kubernetes-secret.js';
import type { OutputCredential } from './output-credential.js';

export interface FormatSettings extends SecretPlace {
  readonly shell: OutputShell;
}

/** The options of a format besides its registries. */
export type OutputOption = 'merge' | 'shell' | 'name' | 'namespace' | 'label';

export interface OutputFormat {
  /** For the help. */
  readonly description: string;
  readonly options: readonly OutputOption[];
  /** The whole text. Throws {TsRegError} `usage` for what the format cannot hold. */
  readonly text: (credentials: readonly OutputCredential[], settings: FormatSettings) => string;
}

/** In the order of the help. */
export const outputFormats: Readonly<Record<OutputFormatName, OutputFormat>> = {
  'docker-config': {
    description: "docker's config.json, for kaniko, BuildKit, buildah and scanners",
    options: ['merge'],
    text: dockerConfig,
  },
  env: {
    description: 'DOCKER_AUTH_CONFIG, for eval in a shell',
    options: ['shell'],
    text: (credentials, { shell }) => environmentLine(credentials, shell),
  },
  password: { description: 'the password of one registry', options: [], text: passwordLine },
  json: { description: 'user name, password and expiry of each registry, for scripts', options: [], text: jsonList },
  'kubernetes-secret': {
    description: 'a kubernetes.io/dockerconfigjson Secret, for kubectl apply -f -',
    options: ['name', 'namespace', 'label'],
    text: kubernetesSecrets,
  },
  'argocd-repository': {
    description: "Argo CD's repository Secrets, for Helm charts in a registry",
    options: ['name', 'namespace', 'label'],
    text: argocdRepositories,
  },
};

export type OutputFormatName =
  'docker-config' | 'env' | 'password' | 'json' | 'kubernetes-secret' | 'argocd-repository';

function passwordLine(credentials: readonly OutputCredential[]): string {
  const [only, ...others] = credentials;
  if (only !== undefined && others.length === 0) return `${only.password.reveal()}\n`;
  throw new TsRegError('usage', 'the format password is for exactly one registry', {
    hint: hint`ts-reg registry export --format json ${credentials.map(({ registry }) => registry)}`,
  });
}

function jsonList(credentials: readonly OutputCredential[]): string {
  const plain = credentials.map(({ registry, username, password, expiresAt }) => ({
    registry,
    username,
    password: password.reveal(),
    expiresAt: expiresAt === undefined ? null : isoSeconds(expiresAt),
  }));
  return `${JSON.stringify(plain, undefined, 4)}\n`;
}
