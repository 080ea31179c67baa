/**
 * The API server as a pod reaches it: by its service account (Kubernetes documentation, "Accessing the Kubernetes API
 * from a Pod", "Directly accessing the REST API").
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import { createAgents } from '../http/agents.js';
import { readPemFile } from '../http/certificate-authorities.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, whyUnreadable } from '../system/read-file.js';
import type { ApiAccess } from './api-access.js';

/** Where the kubelet mounts the account of a pod. */
const mountedAccount = '/var/run/secrets/kubernetes.io/serviceaccount';
/** A signed token has about 1 KiB. Bytes. */
const largestToken = 65_536;

/** Whether this process runs in a pod that has an account. */
export function isInPod(environment: Environment): boolean {
  return hostOf(environment) !== undefined && existsSync(join(folderOf(environment), 'token'));
}

/**
 * Access by the account's token and the cluster's authority, which alone is trusted.
 * @throws {TsRegError} `io` for files that cannot be read; `usage` for variables that name no server.
 */
export async function podAccess(environment: Environment): Promise<ApiAccess> {
  const folder = folderOf(environment);
  const url = serverUrl(environment);
  const certificateAuthorities = await readPemFile(join(folder, 'ca.crt'), 'the service account');
  const closed = new AbortController();
  const agents = createAgents(url, {
    environment,
    certificateAuthorities,
    verifyTls: true,
    isClosed: true,
    keepAlive: true,
    signal: closed.signal,
  });
  return {
    title: url.host,
    isPod: true,
    place: {
      protocol: url.protocol,
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      agent: agents.httpsAgent,
    },
    headers: () => ({ authorization: `Bearer ${tokenIn(join(folder, 'token'))}` }),
    close: () => {
      closed.abort();
      agents.httpsAgent.destroy();
    },
  };
}

/** Read for each request: the kubelet replaces it long before it ends. */
function tokenIn(path: string): string {
  let text: string;
  try {
    text = readBoundedFile(path, { largest: largestToken }).bytes.toString('latin1').trim();
  } catch (error) {
    throw unusable(path, whyUnreadable(error));
  }
  // RFC 6750 §2.1; anything else could not be sent in a header.
  if (!/^[\w.~+/-]+=*$/.test(text)) throw unusable(path, 'it contains no token');
  return text;
}

function unusable(path: string, reason: string): TsRegError {
  return new TsRegError('io', `cannot read the token of the service account ${path}: ${reason}`, {
    hint: hint`ls -lL ${path}`,
  });
}

function folderOf(environment: Environment): string {
  return environment['TS_REG_SERVICE_ACCOUNT'] || mountedAccount;
}

function hostOf(environment: Environment): string | undefined {
  return environment['KUBERNETES_SERVICE_HOST'] || undefined;
}

function serverUrl(environment: Environment): URL {
  const host = hostOf(environment) ?? '';
  const port = environment['KUBERNETES_SERVICE_PORT'] || '443';
  const text = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (/^[\w.:-]+$/.test(host) && /^[0-9]+$/.test(port) && URL.canParse(text)) return new URL(text);
  throw new TsRegError('usage', 'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT name no server', {
    hint: hint`export KUBERNETES_SERVICE_HOST=kubernetes.default.svc KUBERNETES_SERVICE_PORT=443`,
  });
}
