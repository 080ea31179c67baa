/**
 * Starts the servers of a case on loopback; real names lead to them through a CONNECT proxy and a private authority.
 */
import { startContainerEndpoint, startSsoPortal } from '../support/aws-credential-endpoints.js';
import type { AwsSession } from '../support/aws-principals.js';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { startLoopbackAnchore } from '../support/loopback-anchore.js';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { type ImdsMode, startLoopbackImds } from '../support/loopback-imds.js';
import type { Fault } from '../support/loopback-registry-faults.js';
import { type LoopbackRegistry, startLoopbackRegistry } from '../support/loopback-registry.js';
import { createPrivateCa, type PrivateCa } from '../support/private-ca.js';
import { expand } from './case-words.js';
import type { FieldCase, ServerLine } from './field-case.js';
import { readableAuthorization, readAnswer, startSlowly } from './server-answers.js';

export interface CaseServers {
  /** What `${NAME}` means in the case. */
  readonly variables: Map<string, string>;
  readonly aws: LoopbackAws | undefined;
  readonly imdsUrl: string | undefined;
  readonly proxyUrl: string;
  readonly caPem: string;
  /** Answers every CONNECT with this status from here on. */
  refuseAtProxy(status: number): void;
  /** One line a request. */
  requests(server: string): readonly string[];
  close(): Promise<void>;
}

const account = '123456789012';
const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const regions = ['us-east-1', 'us-west-2', 'eu-west-1'];
const apiHosts = [
  ...regions.flatMap((region) => [
    `api.ecr.${region}.amazonaws.com`,
    `ecr.${region}.api.aws`,
    `ecr-fips.${region}.amazonaws.com`,
    `api.ecr-fips.${region}.amazonaws.com`,
    `ecr-fips.${region}.api.aws`,
    `sts.${region}.amazonaws.com`,
    `sts-fips.${region}.amazonaws.com`,
    `sts.${region}.api.aws`,
  ]),
  'api.ecr-public.us-east-1.amazonaws.com',
  'sts.amazonaws.com',
];

/** Everything of one case; `close` ends it. */
export async function startServers(fieldCase: FieldCase): Promise<CaseServers> {
  const servers = new StartedServers(await createPrivateCa(), await startConnectProxy({ routes: {} }), fieldCase);
  try {
    for (const line of fieldCase.servers) await servers.start(line);
  } catch (error) {
    await servers.close();
    throw error;
  }
  return servers;
}

class StartedServers implements CaseServers {
  readonly variables = new Map<string, string>([
    ['ACCOUNT', account],
    ['ECR', `${account}.dkr.ecr.us-east-1.amazonaws.com`],
    ['KEY_ID', key.accessKeyId],
    ['SECRET', key.secretAccessKey],
  ]);
  aws: LoopbackAws | undefined;
  imdsUrl: string | undefined;
  readonly #ca: PrivateCa;
  readonly #proxy: ConnectProxy;
  readonly #case: FieldCase;
  readonly #logs = new Map<string, () => readonly string[]>();
  readonly #closing: (() => Promise<void>)[] = [];

  constructor(ca: PrivateCa, proxy: ConnectProxy, fieldCase: FieldCase) {
    this.#ca = ca;
    this.#proxy = proxy;
    this.#case = fieldCase;
    this.#logs.set('proxy', () => proxy.connects);
    this.variables.set('PROXY', proxy.url);
    this.#closing.push(() => proxy.close());
  }

  get proxyUrl(): string {
    return this.#proxy.url;
  }

  get caPem(): string {
    return this.#ca.caPem;
  }

  requests(server: string): readonly string[] {
    return this.#logs.get(server)?.() ?? [];
  }

  refuseAtProxy(status: number): void {
    this.#proxy.refuseWith = status;
  }

  async close(): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
  }

  async start(line: ServerLine): Promise<void> {
    switch (line.kind) {
      case 'aws':
        return this.#startAws(line);
      case 'imds':
        return this.#startImds(line);
      case 'container':
        return this.#startContainer(line);
      case 'sso':
        return this.#startSso(line);
      case 'anchore':
        return this.#startAnchore(line);
      case 'registry':
      case 'token':
        return this.#startRegistry(line);
      default:
        return line.kind satisfies never;
    }
  }

  async #startAws({ options }: ServerLine): Promise<void> {
    const own = options.get('account') ?? account;
    const denied = options.get('denied');
    const life = options.get('life');
    const refusals = denied === undefined ? {} : { denied: [denied] };
    const role = (name: string): string => `arn:aws:iam::${own}:role/${name}`;
    const aws = await startLoopbackAws({
      keys: [{ ...key, account: own, arn: `arn:aws:iam::${own}:user/ci`, ...refusals }],
      roles: [
        { arn: role('puller'), ...refusals },
        { arn: role('web'), webIdentityTokens: ['web-identity-token', 'web-identity-token\n'], ...refusals },
      ],
      tls: await this.#ca.issue([...apiHosts, '127.0.0.1']),
      ...(life === undefined
        ? {}
        : { token: (_, usual) => ({ ...usual, expiresAt: Math.floor(Date.now() / 1_000) + Number(life) * 60 }) }),
    });
    this.aws = aws;
    this.#closing.push(() => aws.close());
    for (const host of apiHosts) this.#proxy.route(`${host}:443`, aws.port);
    const log = ({ operation, service, region, accessKeyId, host, input }: (typeof aws.calls)[number]): string =>
      `${operation} host=${host} scope=${service}/${region} key=${accessKeyId} ${JSON.stringify(input)}`;
    this.#logs.set('aws', () => aws.calls.map(log));
    const host = `${own}.dkr.ecr.us-east-1.amazonaws.com`;
    const registry = await startLoopbackRegistry({
      tls: await this.#ca.issue([host]),
      accepts: (user, password) => user === 'AWS' && aws.isValidToken(password),
    });
    this.#closing.push(() => registry.close());
    this.#proxy.route(`${host}:443`, registry.port);
    this.#logRegistry('ecr', registry);
    this.variables.set('ECR', host).set('ACCOUNT', own).set('AWS_URL', aws.url);
  }

  #session(): AwsSession {
    const own = this.variables.get('ACCOUNT') ?? account;
    const session: AwsSession = {
      accessKeyId: 'ASIAMACHINEROLE00001',
      secretAccessKey: 'machine-role-secret',
      sessionToken: 'machine-role-session',
      account: own,
      arn: `arn:aws:sts::${own}:assumed-role/puller/i-0abc`,
      expiresAt: Date.now() + 3_600_000,
    };
    this.aws?.principals.add(session);
    return session;
  }

  async #startImds({ options }: ServerLine): Promise<void> {
    const imds = await startLoopbackImds({
      roleName: 'puller',
      region: 'us-east-1',
      account,
      session: () => this.#session(),
    });
    imds.mode = (options.get('mode') ?? 'role') as ImdsMode;
    this.imdsUrl = imds.url;
    this.variables.set('IMDS', imds.url);
    this.#closing.push(() => imds.close());
    this.#logs.set('imds', () => [...imds.requests, ...Array<string>(imds.version1Requests).fill('version 1')]);
  }

  async #startContainer({ options }: ServerLine): Promise<void> {
    const status = options.get('status');
    const authorization = options.get('authorization');
    const endpoint = await startContainerEndpoint({
      session: () => this.#session(),
      silentFor: Number(options.get('silent') ?? 0),
      ...(authorization === undefined ? {} : { authorization: () => authorization }),
      ...(status === undefined ? {} : { answer: { status: Number(status), body: '{"message":"not now"}' } }),
    });
    this.#closing.push(() => endpoint.close());
    const slow = await startSlowly(endpoint.url, Number(options.get('delay') ?? 0));
    this.#closing.push(slow.close);
    this.variables.set('CONTAINER', slow.url);
    this.#logs.set('container', () => slow.requests);
  }

  async #startSso({ options }: ServerLine): Promise<void> {
    const refreshToken = options.get('refresh');
    const portal = await startSsoPortal({
      session: () => this.#session(),
      accessToken: options.get('token') ?? 'sso-access-token',
      ...(refreshToken === undefined ? {} : { refreshToken }),
    });
    this.#closing.push(() => portal.close());
    this.variables.set('SSO', portal.url);
    this.#logs.set('sso', () => portal.requests);
  }

  async #startAnchore({ options }: ServerLine): Promise<void> {
    const anchore = await startLoopbackAnchore({
      user: options.get('user') ?? 'admin',
      password: options.get('password') ?? 'foobar',
    });
    this.#closing.push(() => anchore.close());
    for (const on of ['registries', 'liveness'] as const) {
      const text = this.#case.answers.get(`anchore ${on}`);
      if (text !== undefined)
        anchore.fail({ on, fault: { kind: 'reply', ...readAnswer(expand(text, this.variables)) } });
    }
    this.variables.set('ANCHORE', `${anchore.origin}/v1`);
    this.#logs.set('anchore', () =>
      anchore.wire.map(
        ({ method, path, query, body }) =>
          `${method} ${path}?${query} ${body === undefined ? '' : JSON.stringify(body)}`,
      ),
    );
  }

  async #startRegistry({ kind, name, options }: ServerLine): Promise<void> {
    const host = options.get('host');
    const [user = 'ci', password = 'right-password'] = [options.get('user'), options.get('password')];
    const realm = options.get('realm');
    const faults: Record<string, Fault> = {};
    const upper = name.toUpperCase();
    const registry = await startLoopbackRegistry({
      ...(host !== undefined || options.has('tls')
        ? { tls: await this.#ca.issue([...(host === undefined ? [] : [host]), '127.0.0.1']) }
        : {}),
      authentication: kind === 'token' ? 'none' : ((options.get('auth') ?? 'basic') as 'basic'),
      accepts: (givenUser, givenPassword) => givenUser === user && givenPassword === password,
      allowsAnonymous: options.has('anonymous'),
      ...(realm === undefined ? {} : { realm: expand(realm, this.variables) }),
      faults,
    });
    this.#closing.push(() => registry.close());
    if (host !== undefined) this.#proxy.route(`${host}:443`, registry.port);
    this.variables
      .set(upper, host ?? registry.authority)
      .set(`${upper}_URL`, registry.origin)
      .set(`${upper}_PORT`, String(registry.port));
    this.#logRegistry(name, registry);
    this.#collectFaults(name, options.get('fault'), faults);
  }

  #collectFaults(name: string, fault: string | undefined, faults: Record<string, Fault>): void {
    if (fault !== undefined) faults['/v2/'] = { kind: fault as 'silent' };
    for (const [target, text] of this.#case.answers) {
      if (target.startsWith(`${name} `))
        faults[target.slice(name.length + 1)] = { kind: 'answer', ...readAnswer(expand(text, this.variables)) };
    }
    for (const [target, text] of this.#case.raw) {
      if (target.startsWith(`${name} `))
        faults[target.slice(name.length + 1)] = {
          kind: 'raw',
          bytes: expand(text, this.variables).replace(/\r?\n/g, '\r\n'),
        };
    }
  }

  #logRegistry(name: string, registry: LoopbackRegistry): void {
    this.#logs.set(name, () =>
      registry.requests.map(({ method, path, headers, body }) =>
        `${method} ${path} ${readableAuthorization(headers.authorization)} ${body}`.trim(),
      ),
    );
  }
}
