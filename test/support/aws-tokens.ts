/**
 * The ECR authorization tokens that the loopback AWS has given out, so that a loopback registry can accept just those.
 */
import { randomBytes } from 'node:crypto';

export interface TokenRequest {
  readonly account: string;
  readonly region: string;
  /** False for ECR Public, whose reply names no endpoint. */
  readonly private: boolean;
  /** Milliseconds since the epoch, by AWS's clock. */
  readonly now: number;
}

/** The reply's `authorizationData` entry, as it goes on the wire; a test may leave parts out. */
export interface TokenReply {
  readonly authorizationToken?: string;
  /** Seconds since the epoch. */
  readonly expiresAt?: number;
  readonly proxyEndpoint?: string;
}

export type TokenFactory = (request: TokenRequest, usual: TokenReply) => TokenReply | undefined;

const life = 12 * 3_600_000;
const partitionSuffixes: readonly (readonly [string, string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

/** The DNS suffix of a region's partition. */
export function dnsSuffix(region: string): string {
  return partitionSuffixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
}

export class AwsTokens {
  readonly #issued = new Map<string, number>();
  readonly #factory: TokenFactory | undefined;

  constructor(factory: TokenFactory | undefined) {
    this.#factory = factory;
  }

  /** One entry of `authorizationData`; undefined when the factory gives none. */
  issue(request: TokenRequest): TokenReply | undefined {
    const password = makePassword();
    const expiresAt = request.now + life;
    const usual: TokenReply = {
      authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
      expiresAt: expiresAt / 1000,
      ...(request.private
        ? { proxyEndpoint: `https://${request.account}.dkr.ecr.${request.region}.${dnsSuffix(request.region)}` }
        : {}),
    };
    const reply = this.#factory ? this.#factory(request, usual) : usual;
    this.#remember(reply, expiresAt);
    return reply;
  }

  /** Whether this password was given out and has not expired at `now`. */
  isValid(password: string, now: number): boolean {
    return (this.#issued.get(password) ?? 0) > now;
  }

  #remember(reply: TokenReply | undefined, usualExpiry: number): void {
    const text = Buffer.from(reply?.authorizationToken ?? '', 'base64').toString();
    const separator = text.indexOf(':');
    if (separator < 0) return;
    this.#issued.set(text.slice(separator + 1), reply?.expiresAt === undefined ? usualExpiry : reply.expiresAt * 1000);
  }
}

/** About 2 KiB of base64 over JSON, the form of real ones. */
function makePassword(): string {
  const parts = { payload: randomBytes(900).toString('base64'), datakey: randomBytes(180).toString('base64') };
  return Buffer.from(JSON.stringify({ ...parts, version: '2', type: 'DATA_KEY' })).toString('base64');
}
