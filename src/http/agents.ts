/**
 * Agents for node:http and node:https that know the proxy, the certificate authorities and the TLS rule of one request.
 */
import { type ClientRequest, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Environment } from '../system/environment.js';
import { type Proxy, proxyFor } from './proxy-settings.js';

export interface AgentOptions {
  /** HTTPS_PROXY, HTTP_PROXY, NO_PROXY and their lower case forms. */
  readonly environment: Environment;
  /** PEM texts, trusted in addition to Node's own roots. */
  readonly certificateAuthorities: readonly string[];
  /** False: any certificate of the server will do. An https proxy is verified all the same. */
  readonly verifyTls: boolean;
  /** Ends a CONNECT that the proxy leaves unanswered; the request's own signal does not reach that socket. */
  readonly signal?: AbortSignal;
  /** Instead of the system's resolver; not asked for IP literals, nor when a proxy dials. */
  readonly lookup?: LookupFunction;
  /** Trust `certificateAuthorities` and none of Node's own roots: a cluster has an authority of its own. */
  readonly isClosed?: boolean;
  /** Keep connections for the next request; the caller destroys the agents. Not through a proxy. */
  readonly keepAlive?: boolean;
}

export interface Agents {
  readonly httpAgent: HttpAgent;
  /** An https.Agent, or a tunnel, which is not one by class but has all that node:https and the AWS SDK ask of one. */
  readonly httpsAgent: HttpAgent & Pick<HttpsAgent, 'options'>;
}

interface TlsRules {
  readonly ca?: string[];
  readonly secureContext?: SecureContext;
  readonly rejectUnauthorized: boolean;
}

/**
 * Agents for requests to this URL's host; connections are kept only if asked. Through a proxy both schemes are
 * tunnelled (CONNECT), so that neither the proxy's password nor the request's headers ever go to the wrong side.
 * @throws {TsRegError} `usage` when a proxy variable holds no proxy.
 */
export function createAgents(url: URL, options: AgentOptions): Agents {
  // Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 cannot weaken it.
  const tls = { ...trust(options), rejectUnauthorized: options.verifyTls };
  const proxy = proxyFor(url, options.environment);
  if (proxy) {
    const tunnel = new TunnelAgent(proxy, tls, options.signal);
    return { httpAgent: tunnel, httpsAgent: tunnel };
  }
  const lookup = options.lookup === undefined ? {} : { lookup: options.lookup };
  const { keepAlive = false } = options;
  return {
    httpAgent: new HttpAgent({ keepAlive, ...lookup }),
    httpsAgent: new HttpsAgent({ keepAlive, ...tls, ...lookup }),
  };
}

/** Left out when there is nothing to add: Node then keeps one store of roots for all connections. */
function trust({
  certificateAuthorities: authorities,
  isClosed = false,
}: AgentOptions): Pick<TlsRules, 'ca' | 'secureContext'> {
  if (isClosed) return { ca: [...authorities] };
  if (authorities.length === 0) return {};
  // Bun takes authorities, and does not promise to heed a context.
  if (process.versions['bun'] !== undefined) return { ca: [...rootCertificates, ...authorities] };
  return { secureContext: contextFor(authorities) };
}

/** By the text of the authorities: nothing else is in a context. */
const contexts = new Map<string, SecureContext>();

/** Parsing 150 roots takes some 50 ms of the processor: once for a process, not for each of hundreds of connections. */
function contextFor(authorities: readonly string[]): SecureContext {
  const key = authorities.join('\n');
  const context = contexts.get(key) ?? createSecureContext({ ca: [...rootCertificates, ...authorities] });
  contexts.set(key, context);
  return context;
}

class TunnelAgent extends HttpsProxyAgent<string> {
  /** Merged by node:http into the options of every request; the constructor of HttpsProxyAgent overwrites it. */
  override readonly options: TlsRules & { readonly path: undefined };

  constructor(proxy: Proxy, tls: TlsRules, signal: AbortSignal | undefined) {
    const { authorization } = proxy;
    super(proxy.url, {
      ...tls,
      rejectUnauthorized: true,
      keepAlive: false,
      ...(signal === undefined ? {} : { signal }),
      // Not in the URL, which the library writes to stderr with DEBUG=*.
      headers: () => (authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
    });
    this.options = { path: undefined, ...tls };
  }

  /**
   * The library hands a refusal of the proxy on as if the server had answered it: a `401` with a Bearer realm,
   * forged between us and the proxy, would then be sent the registry's password.
   */
  override async connect(
    request: ClientRequest,
    options: Parameters<HttpsProxyAgent<string>['connect']>[1],
  ): Promise<Socket> {
    let status = 0;
    request.once('proxyConnect', (answer: { readonly statusCode: number }) => {
      status = answer.statusCode;
    });
    const socket = await super.connect(request, options);
    if (status === 200) return socket;
    socket.destroy();
    throw Object.assign(new Error('proxy refused the tunnel'), { code: `ERR_PROXY_HTTP_${status}` });
  }
}
