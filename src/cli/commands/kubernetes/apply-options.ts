/** The options of `ts-reg kubernetes apply`, checked before anything is asked. */
import { TsRegError } from '../../../errors.js';
import { namespacePatterns, type NamespacePatterns } from '../../../kubernetes/namespace-patterns.js';
import { checkPlace } from '../../../outputs/kubernetes-secret.js';
import { parseRegistryName } from '../../../registry/registry-name.js';
import { hint } from '../../../system/hint.js';
import type { Factory } from '../../process/factory.js';

export interface ApplyFlags {
  readonly all?: boolean;
  readonly namespace?: readonly string[];
  readonly name?: string;
  readonly serviceAccount?: readonly string[];
  readonly watch?: boolean;
}

export interface ApplyOptions extends ApplyFlags {
  readonly factory: Factory;
  readonly registries: readonly string[];
}

export interface ApplyRequest {
  /** Empty: all that have a user. */
  readonly registries: readonly string[];
  readonly namespaces: NamespacePatterns;
  /** Of the Secret. */
  readonly name: string;
  readonly accounts: readonly string[];
}

/** The Secret's name when none is given, as for `registry export`. */
export const usualName = 'ts-reg';

/** @throws {TsRegError} `usage`. */
export function applyRequest(options: ApplyOptions): ApplyRequest {
  const { all = false, name = usualName, serviceAccount: accounts = [] } = options;
  const registries = [...new Set(options.registries.map((registry) => parseRegistryName(registry).text))];
  if (all && registries.length > 0)
    throw new TsRegError('usage', 'give registries or --all, not both', { hint: hint`leave out --all` });
  if (!all && registries.length === 0)
    throw new TsRegError('usage', 'a Secret contains passwords: name the registries, or give --all', {
      hint: hint`ts-reg kubernetes apply --all --namespace ${options.namespace?.[0] ?? 'web'}`,
    });
  checkPlace({ name, namespaces: [], labels: {} });
  for (const account of accounts) checkAccount(account);
  return { registries, namespaces: namespacePatterns(options.namespace ?? []), name, accounts: [...new Set(accounts)] };
}

/** The name of a service account is an RFC 1123 subdomain. @throws {TsRegError} `usage`. */
export function checkAccount(account: string): void {
  if (/^(?=.{1,253}$)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(account)) return;
  throw new TsRegError('usage', `${JSON.stringify(account.slice(0, 80))} is not the name of a service account`, {
    hint: hint`--service-account default`,
  });
}
