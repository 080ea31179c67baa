/**
 * The settings that anchore-cli's users know: flag, then ANCHORE_CLI_* variable, then `~/.anchore/credentials.yaml`.
 * Names: anchore-cli 0.9.4 `anchorecli/cli/utils.py` (setup_config).
 */
import { Secret } from '../secret.js';
import type { Environment } from '../system/environment.js';
import { hint } from '../system/hint.js';
import type { AnchoreCredentials } from './anchore-credentials.js';
import { parseServiceUrl, parseSwitch } from './setting-values.js';
import type { AnchoreSettings, GlobalFlags } from './settings.js';

/** The variables, and keys of the credentials file, that say something to us. */
export const anchoreVariables = [
  'ANCHORE_CLI_USER',
  'ANCHORE_CLI_PASS',
  'ANCHORE_CLI_URL',
  'ANCHORE_CLI_HUB_URL',
  'ANCHORE_CLI_API_VERSION',
  'ANCHORE_CLI_SSL_VERIFY',
  'ANCHORE_CLI_JSON',
  'ANCHORE_CLI_DEBUG',
  'ANCHORE_CLI_ACCOUNT',
] as const;
export type AnchoreVariable = (typeof anchoreVariables)[number];

export interface AnchoreSources {
  readonly flags: GlobalFlags;
  readonly environment: Environment;
  /** Undefined: there is no credentials file, or it does not count. */
  readonly credentials: AnchoreCredentials | undefined;
}

/**
 * The remote Anchore deployment; undefined when nothing names a URL, or with `--local`.
 * anchore-cli then asks http://localhost:8228/v1; for us that means the embedded store.
 * @throws {TsRegError} `usage` for an invalid URL or switch.
 */
export function anchoreSettings(sources: AnchoreSources): AnchoreSettings | undefined {
  const { flags } = sources;
  if (flags.local) return undefined;
  const url = textOf('ANCHORE_CLI_URL', sources, flags.url);
  if (url === undefined) return undefined;
  const password = flags.password ?? new Secret(textOf('ANCHORE_CLI_PASS', sources)?.text ?? '');
  return {
    url: parseServiceUrl(url.text, { name: url.place, example: hint`ANCHORE_CLI_URL=https://anchore.example.com/v1` }),
    user: textOf('ANCHORE_CLI_USER', sources, flags.user)?.text ?? '',
    password,
    account: textOf('ANCHORE_CLI_ACCOUNT', sources, flags.asAccount)?.text,
    verifyTls: !flags.insecure && switchOf('ANCHORE_CLI_SSL_VERIFY', sources, true),
    apiVersion: textOf('ANCHORE_CLI_API_VERSION', sources, flags.apiVersion)?.text,
  };
}

/** A y/n setting; `otherwise` when nothing sets it. @throws {TsRegError} `usage` for any other text. */
export function switchOf(variable: AnchoreVariable, sources: AnchoreSources, otherwise: boolean): boolean {
  const found = textOf(variable, sources);
  return found === undefined ? otherwise : parseSwitch(found.text, { name: found.place, example: hint`${variable}=y` });
}

interface FoundText {
  readonly text: string;
  readonly place: string;
}

/** An empty text counts as not set, as in anchore-cli. */
function textOf(variable: AnchoreVariable, sources: AnchoreSources, flag?: string): FoundText | undefined {
  if (flag) return { text: flag, place: flagNames[variable] ?? variable };
  const fromEnvironment = sources.environment[variable];
  if (fromEnvironment) return { text: fromEnvironment, place: variable };
  const fromFile = sources.credentials?.values.get(variable);
  return fromFile ? { text: fromFile, place: `${variable} in ${sources.credentials?.file ?? ''}` } : undefined;
}

const flagNames: Readonly<Partial<Record<AnchoreVariable, string>>> = { ANCHORE_CLI_URL: '--url' };
