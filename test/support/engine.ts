/** The engine on a real file store in a temp folder, with an AWS and a registry that the test decides about. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TsRegError } from '../../src/errors.js';
import type { StoreContext, StoreDependencies } from '../../src/registry-store/dependencies.js';
import { EmbeddedStore } from '../../src/registry-store/embedded-store.js';
import { createTokenRenewal } from '../../src/registry-store/token-renewal.js';
import type { NewRegistry } from '../../src/registry/backend.js';
import type { PingRequest } from '../../src/registry/registry-ping.js';
import type { ExchangedToken, ExchangeRequest, JobTokenSource } from '../../src/registry/token-exchange.js';
import { Secret } from '../../src/secret.js';
import { openFileStore } from '../../src/storage/file-store.js';
import { hint } from '../../src/system/hint.js';

export const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
export const hour = 3_600_000;

export interface Engine {
  readonly store: EmbeddedStore;
  readonly dependencies: StoreContext;
  readonly exchanges: ExchangeRequest[];
  readonly pings: PingRequest[];
  /** Lines of `--debug` and problems reported. */
  readonly debug: string[];
  readonly reported: TsRegError[];
  /** Milliseconds since the epoch; the test moves it. */
  now: number;
  /** What AWS answers; default: a token of 12 hours from `awsNow` on. */
  aws: (request: ExchangeRequest) => Promise<ExchangedToken>;
  /** What the registry says; default: yes. `open`: it asks for no credential. */
  registry: (request: PingRequest) => Promise<unknown>;
  gate: { allowed: boolean; hint: string };
  /** Profiles that lead to the role of the machine, and the setting by which; default: none. */
  readonly machineRoles: Map<string, string>;
  /** The token that a CI system signed for this process; undefined: none. */
  job: ExchangedToken['job'];
  /** Every file of the store with its bytes. */
  contents(): ReadonlyMap<string, string>;
  dispose(): void;
}

/** A fresh engine at noon. */
export function startEngine(): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-engine-'));
  const data = join(folder, 'data');
  const files = openFileStore({
    paths: { keyFile: join(folder, 'key'), tokenKeyFile: join(folder, 'token-key'), dataFolder: data },
    key: { kind: 'file', path: join(folder, 'key') },
    warn: () => undefined,
    ambientRole: {
      get isAllowed() {
        return gate.allowed;
      },
      state: '',
    },
  });
  const gate = { allowed: false, hint: hint`open the gate` };
  const dependencies: StoreDependencies = {
    records: files.records,
    tokens: files.tokens,
    gate,
    ambientChoice: '',
    clock: () => engine.now,
    exchange: {
      exchange: (request) => {
        engine.exchanges.push(request);
        return engine.aws(request);
      },
      machineRoleSetting: (profile) => Promise.resolve(engine.machineRoles.get(profile)),
      jobTokenSource: ({ podToken }) => Promise.resolve(podToken ? podSource(podToken) : engine.job?.source),
      jobSubject: ({ podToken }) =>
        Promise.resolve(podToken ? { issuer: 'cluster', subject: podToken.reveal() } : engine.job?.subject),
    },
    ping: {
      ping: async (request) => {
        engine.pings.push(request);
        return (await engine.registry(request)) === 'open' ? 'open' : 'accepted';
      },
    },
    report: (problem) => engine.reported.push(problem),
    debug: (line) => engine.debug.push(line),
  };
  const engine: Engine = {
    store: new EmbeddedStore(dependencies),
    dependencies: { ...dependencies, renewal: createTokenRenewal(dependencies) },
    exchanges: [],
    pings: [],
    debug: [],
    reported: [],
    now: Date.UTC(2026, 0, 2, 12),
    aws: () => Promise.resolve(tokenAt(engine.now, `token ${engine.exchanges.length}`)),
    registry: () => Promise.resolve(),
    gate,
    machineRoles: new Map(),
    job: undefined,
    contents: () => {
      const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return new Map(
        found.map((file) => [
          join(file.parentPath, file.name),
          readFileSync(join(file.parentPath, file.name), 'latin1'),
        ]),
      );
    },
    dispose: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return engine;
}

function podSource(scope: Secret): JobTokenSource {
  return { name: 'pod', isOfMachine: false, scope };
}

/** A token that AWS issued at this time for `life` milliseconds. */
export function tokenAt(issuedAt: number, password: string, life = 12 * hour): ExchangedToken {
  return {
    username: 'AWS',
    password: new Secret(password),
    issuedAt,
    expiresAt: issuedAt + life,
    source: 'static keys',
  };
}

/** What a person would add; an ECR registry with keys unless told otherwise. */
export function given(fields: Partial<Omit<NewRegistry, 'secret'>> & { readonly secret?: string } = {}): NewRegistry {
  return {
    registry: ecr,
    name: undefined,
    type: 'awsecr',
    user: 'AKIAIOSFODNN7EXAMPLE',
    verifyTls: true,
    location: {},
    ...fields,
    secret: new Secret(fields.secret ?? 'secret-key'),
  };
}

export const accepted = { validate: true, replace: false } as const;
export const unchecked = { validate: false, replace: false } as const;

/** What AWS or a registry says no with. */
export function refusal(message = 'AccessDeniedException'): TsRegError {
  return new TsRegError('refused', message, { httpCode: 406, hint: hint`ask your administrator` });
}
