/**
 * A home of the credential helper: ECR registries whose API is a loopback AWS, and kept tokens as old as a test needs
 * them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePaths } from '../../src/config/paths.js';
import { identityFingerprint } from '../../src/registry/identity-fingerprint.js';
import { identityOf } from '../../src/registry/identity.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { type Ended, helper, run } from '../support/spawned.js';

/** The key of an IAM user that a loopback AWS started with `keys: [user]` knows. */
export const user = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/ci',
};
/** The password of every token that `keepToken` writes. */
export const keptPassword = 'kept-token';
export const hour = 3_600_000;

export interface HelperHome {
  /** TS_REG_HOME. */
  readonly folder: string;
  /** Stores an awsecr record whose API answers at `endpoint`. */
  addEcr(registry: string, endpoint: string): Promise<void>;
  /** Keeps a 12-hour token for such a record, with this many milliseconds left (negative: expired). */
  keepToken(registry: string, endpoint: string, left: number): Promise<void>;
  configure(yaml: string): void;
  /** One process of the helper. */
  ask(action: string, input?: string | Buffer, environment?: Readonly<Record<string, string>>): Promise<Ended>;
  dispose(): void;
}

/** A home with one ECR registry, and the AWS that it asks. */
export interface ServedHome {
  readonly aws: LoopbackAws;
  readonly home: HelperHome;
  close(): Promise<void>;
}

export async function startServedHome(registry: string): Promise<ServedHome> {
  const aws = await startLoopbackAws({ keys: [user] });
  const home = makeHelperHome();
  await home.addEcr(registry, aws.url);
  return {
    aws,
    home,
    close() {
      home.dispose();
      return aws.close();
    },
  };
}

/** A fresh home in the folder for temporary files. */
export function makeHelperHome(): HelperHome {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-helper-'));
  const paths = resolvePaths({ TS_REG_HOME: folder }, 'linux', '');
  const { records, tokens } = openFileStore({
    paths,
    key: { kind: 'file', path: paths.keyFile },
    warn: () => undefined,
  });
  const secret = new Secret(user.secretAccessKey);
  return {
    folder,
    async addEcr(registry, endpoint) {
      const facts = {
        registry,
        name: registry,
        type: 'awsecr',
        user: user.accessKeyId,
        secret,
        verifyTls: true,
        origin: 'add',
      } as const;
      await records.insert({ ...facts, location: { endpoint }, createdAt: 0, updatedAt: 0, version: 1 });
    },
    async keepToken(registry, endpoint, left) {
      const expiresAt = Date.now() + left;
      const fingerprint = identityFingerprint(identityOf(user.accessKeyId, secret), { endpoint }, '');
      const token = {
        username: 'AWS',
        password: new Secret(keptPassword),
        issuedAt: expiresAt - 12 * hour,
        expiresAt,
        fingerprint,
      };
      await tokens.withLock(registry, { wait: true }, (turn) => turn.keep(token));
    },
    configure: (yaml) => {
      writeFileSync(join(folder, 'config.yaml'), yaml, { mode: 0o600 });
    },
    ask: (action, input = '', environment = {}) =>
      run(helper, [action], { environment: { TS_REG_HOME: folder, ...environment }, input }),
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The password of a `get` that was answered; fails with what the helper printed otherwise. */
export function passwordOf({ exitCode, stdout, stderr }: Ended): string {
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${stdout}${stderr}`);
  const { Secret: password } = JSON.parse(stdout) as { readonly Secret?: unknown };
  if (typeof password !== 'string') throw new Error('an answer without a password');
  return password;
}
