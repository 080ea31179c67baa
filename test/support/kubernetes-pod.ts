/** A pod of a loopback cluster: the files that the kubelet mounts, and the variables that lead to the API server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type LoopbackKubernetes,
  type LoopbackKubernetesOptions,
  startLoopbackKubernetes,
} from './loopback-kubernetes.js';
import { createPrivateCa } from './private-ca.js';

export interface KubernetesPod {
  readonly cluster: LoopbackKubernetes;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The kubelet writes a new token; the old one is accepted no more. */
  rotate(token: string): void;
  close(): Promise<void>;
}

export async function startKubernetesPod(options: LoopbackKubernetesOptions = {}): Promise<KubernetesPod> {
  const ca = await createPrivateCa('cluster authority');
  const cluster = await startLoopbackKubernetes({ ...options, tls: await ca.issue(['127.0.0.1']) });
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-pod-'));
  await ca.writeTo(join(folder, 'ca.crt'));
  const rotate = (token: string): void => {
    writeFileSync(join(folder, 'token'), `${token}\n`);
    cluster.tokens.clear();
    cluster.tokens.add(token);
  };
  rotate('first.account.token');
  return {
    cluster,
    folder,
    environment: {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(cluster.port),
      TS_REG_SERVICE_ACCOUNT: folder,
    },
    rotate,
    async close() {
      await cluster.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
