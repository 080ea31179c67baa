/** What the process tests of `registry apply` share: a cloud, a registry, a home, and documents of any length. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { type Ended, run, tsReg } from '../support/spawned.js';

export const password = 'canary-of-the-registry';

export interface ApplyHome {
  readonly folder: string;
  readonly cloud: LoopbackCloud;
  readonly registry: LoopbackRegistry;
  readonly environment: Readonly<Record<string, string>>;
  /** Requests that AWS and the registries got so far. */
  requests(): number;
  /** Writes a document into the home. */
  write(name: string, text: string): string;
  apply(...args: readonly string[]): Promise<Ended>;
  ts(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Starts an apply that may be killed; its stderr can be heard. */
  start(more: Readonly<Record<string, string>>, ...args: readonly string[]): ChildProcess;
  /** Every file of the store with its bytes and the time of its last change. */
  contents(): ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** A home whose registries and AWS are on loopback. */
export async function startApplyHome(more: Readonly<Record<string, string>> = {}): Promise<ApplyHome> {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-apply-'));
  const cloud = await startLoopbackCloud({ account: '123456789012' });
  const registry = await startLoopbackRegistry({ accepts: (_, given) => given.startsWith(password) });
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  // A crowd of processes on a slow machine: a registry that answers late is no fault of the store.
  writeFileSync(join(folder, 'home', 'config.yaml'), 'timeout: 120\n', { mode: 0o600 });
  const environment = {
    ...cloud.environment,
    TS_REG_HOME: join(folder, 'home'),
    TOKEN: password,
    AWS_KEY: cloud.key.secretAccessKey,
    ...more,
  };
  return {
    folder,
    cloud,
    registry,
    environment,
    requests: () => cloud.aws.calls.length + registry.requests.length + cloud.registry.requests.length,
    write: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    apply: (...args) => run(tsReg, ['registry', 'apply', ...args], { environment }),
    ts: (args, variables = {}) => run(tsReg, args, { environment: { ...environment, ...variables } }),
    start: (variables, ...args) =>
      spawn(tsReg, ['registry', 'apply', ...args], {
        env: { PATH: process.env['PATH'], ...environment, ...variables },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    contents: () => contentsOf(join(folder, 'home')),
    close: async () => {
      await Promise.all([cloud.close(), registry.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function contentsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => {
        const path = join(folder, name);
        return [name, `${statSync(path).mtimeMs} ${readFileSync(path, 'latin1')}`];
      }),
  );
}

/** A document of `count` registries, half of them repositories of an ECR, half of a registry with a password. */
export function largeDocument({ cloud, registry }: Pick<ApplyHome, 'cloud' | 'registry'>, count: number): string {
  const entries = Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? `  - { registry: ${cloud.registryHost}/app-${index}, user: ${cloud.key.accessKeyId}, password: { env: AWS_KEY } }`
      : `  - { registry: "${registry.authority}/app-${index}", user: ci, password: { env: TOKEN }, verify_tls: false }`,
  );
  return `name: large\nregistries:\n${entries.join('\n')}\n`;
}
