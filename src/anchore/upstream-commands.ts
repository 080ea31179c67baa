/**
 * The commands of anchore-cli that ts-reg does not have (anchore-cli 0.9.4, `anchorecli/cli/__init__.py`), and where
 * they are.
 */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

export interface UpstreamCommand {
  readonly name: string;
  /** What it is for, as the end of "… is for". */
  readonly purpose: string;
  readonly subcommands: readonly string[];
}

/** Every top-level command besides `registry` and `help`, in the order of anchore-cli's help. */
export const upstreamCommands: readonly UpstreamCommand[] = [
  {
    name: 'account',
    purpose: 'accounts and users of an Anchore deployment',
    subcommands: ['add', 'del', 'disable', 'enable', 'get', 'list', 'user', 'whoami'],
  },
  { name: 'analysis-archive', purpose: 'archived analyses', subcommands: ['images', 'rules'] },
  { name: 'enterprise', purpose: 'corrections of false positives', subcommands: ['corrections'] },
  { name: 'evaluate', purpose: 'evaluating images against policies', subcommands: ['check'] },
  { name: 'event', purpose: 'events of an Anchore deployment', subcommands: ['delete', 'get', 'list'] },
  {
    name: 'image',
    purpose: 'analysing images',
    subcommands: ['add', 'content', 'del', 'get', 'import', 'list', 'metadata', 'vuln', 'wait'],
  },
  {
    name: 'policy',
    purpose: 'policy bundles',
    subcommands: ['activate', 'add', 'del', 'describe', 'get', 'hub', 'list'],
  },
  {
    name: 'query',
    purpose: 'searching analysed images',
    subcommands: ['images-by-package', 'images-by-vulnerability'],
  },
  { name: 'repo', purpose: 'watching repositories', subcommands: ['add', 'del', 'get', 'list', 'unwatch', 'watch'] },
  {
    name: 'subscription',
    purpose: 'notifications about tags',
    subcommands: ['activate', 'deactivate', 'del', 'get', 'list'],
  },
  {
    name: 'system',
    purpose: 'services and feeds of an Anchore deployment',
    subcommands: ['del', 'errorcodes', 'feeds', 'status', 'wait', 'webhook'],
  },
];

/**
 * The answer to a command that only anchore-cli has: a `usage` error (exit code 2) that points there.
 * Undefined for every other word.
 */
export function upstreamCommandError(word: string): TsRegError | undefined {
  const command = upstreamCommands.find(({ name }) => name === word);
  if (command === undefined) return undefined;
  return new TsRegError(
    'usage',
    `ts-reg manages registries only: '${command.name}' is for ${command.purpose}, which only anchore-cli can do`,
    { hint: hint`anchore-cli ${command.name} --help; with Anchore Enterprise: anchorectl --help` },
  );
}
