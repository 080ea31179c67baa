/**
 * Words that people bring along from docker, kubectl and gh: other names of our commands, `add` without `registry`,
 * `help COMMAND`, and `login`, which is something else here.
 */
import { TsRegError } from '../../errors.js';
import { isRegistryName } from '../../registry/registry-name.js';
import { hint } from '../../system/hint.js';
import { globalOptionList } from './global-options.js';

/** Names that work and stand in no help, by the command below `registry`. */
export const hiddenAliases: ReadonlyMap<string, readonly string[]> = new Map([
  ['add', ['create']],
  ['list', ['ls']],
  ['get', ['show', 'inspect']],
  ['update', ['edit']],
  ['del', ['rm', 'remove', 'delete']],
]);

/** The command below `registry` that a word names, of those given. */
export function registryCommand(word: string | undefined, names: readonly string[]): string | undefined {
  if (word === undefined) return undefined;
  return names.includes(word) ? word : names.find((name) => hiddenAliases.get(name)?.includes(word));
}

/** Options that take the next word for their value. */
const valueOptions = globalOptionList
  .filter(([flags]) => flags.includes('<'))
  .map(([flags]) => flags.split(' ')[0] ?? '');

/**
 * The command line as the command tree has it: with `registry` before its commands, and `--help` behind a command
 * instead of `help` before it. `names` are the commands below `registry`.
 */
export function spelledOut(argv: readonly string[], names: readonly string[]): readonly string[] {
  const at = operandAt(argv, 0);
  const before = argv.slice(0, at);
  const [word, ...rest] = argv.slice(at);
  if (registryCommand(word, names) !== undefined) return [...before, 'registry', ...argv.slice(at)];
  if (word !== 'help') return argv;
  const [topic] = rest;
  if (topic === undefined) return [...before, '--help'];
  if (topic === 'environment' || topic === 'env') return [...before, 'environment'];
  const isShort = registryCommand(topic, names) !== undefined;
  return [...before, ...(isShort ? ['registry'] : []), ...rest.filter((each) => each !== '--help'), '--help'];
}

/**
 * What to use instead of `login` and `logout`. Nothing is repeated but a host.
 * @throws {TsRegError} `usage`.
 */
export function refuseLogin(argv: readonly string[]): void {
  const first = operandAt(argv, 0);
  const at = argv[first] === 'registry' ? operandAt(argv, first + 1) : first;
  const word = argv[at];
  if (word !== 'login' && word !== 'logout') return;
  const host = hostIn(argv.slice(at + 1));
  throw word === 'login'
    ? new TsRegError('usage', "ts-reg has no 'login': 'registry add' stores the credentials of a registry", {
        hint: hint`ts-reg registry add ${host}`,
      })
    : new TsRegError('usage', "ts-reg has no 'logout': 'registry del' deletes the credentials of a registry", {
        hint: hint`ts-reg registry del ${host}`,
      });
}

/** Options of docker login and ours without a value; behind any other the next word may be a secret. */
const switches = ['--password-stdin', '--debug', '--json', '--local', '--insecure', '-h', '--help'];

/** The only word that can be nothing but a host, else a stand-in. */
function hostIn(words: readonly string[]): string {
  const hosts = words.filter((word, index) => {
    const before = words[index - 1] ?? '';
    const isValue = before.startsWith('-') && !before.includes('=') && !switches.includes(before);
    return (
      !isValue && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?$|^localhost(?::[0-9]+)?$/.test(word) && isRegistryName(word)
    );
  });
  return hosts.length === 1 ? (hosts[0] ?? 'HOST') : 'HOST';
}

/** The index of the next operand from `start` on; the length of the list where there is none. */
function operandAt(argv: readonly string[], start: number): number {
  for (let index = start; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (!word.startsWith('-') || word === '-') return index;
    if (valueOptions.includes(word)) index += 1;
  }
  return argv.length;
}
