/** The instructions of a field case, one a line. */
import type { CaseBuilder } from './case-builder.js';
import { splitWords } from './case-words.js';
import { clients, peerNames, type ServerKind, serverKinds, type Step, type TextCheck } from './field-case.js';

interface Source {
  readonly source: string;
  readonly line: number;
}

export const instructions = [
  'title',
  'report',
  'client',
  'peers',
  'server',
  'env',
  'stdin',
  'run',
  'expect',
  'requests',
  'file',
  'clock',
  'fault',
] as const;
export const serverOptions: Readonly<Record<ServerKind, readonly string[]>> = {
  aws: ['denied', 'account', 'life'],
  imds: ['mode'],
  sso: ['token', 'refresh'],
  container: ['authorization', 'silent', 'delay', 'status'],
  registry: ['auth', 'user', 'password', 'host', 'tls', 'anonymous', 'realm', 'fault'],
  token: ['user', 'password', 'host', 'tls', 'fault'],
  anchore: ['user', 'password'],
};
export const faultKinds = [
  'throttle',
  'server-error',
  'access-denied',
  'expired-token',
  'stall',
  'slow',
  'drip',
  'reset',
  'garbage',
  'page',
  'empty',
  'flood',
] as const;

/** Reads one line of a case's own script. */
export function parseInstruction(builder: CaseBuilder, source: string, line: number): void {
  const [keyword, rest] = keywordOf(source);
  switch (keyword) {
    case 'title':
      if (builder.title !== undefined) builder.fail(line, "second 'title'");
      builder.title = rest || builder.fail(line, "'title' needs a text");
      return;
    case 'report':
      if (!/^(?:[\w.-]+\/[\w.-]+#\d+|ts-reg#\d+\.\d+)$/.test(rest)) {
        builder.fail(line, `a report is OWNER/REPOSITORY#NUMBER, or ts-reg#ISSUE.ROW: '${rest}'`);
      }
      builder.reports.push(rest);
      return;
    case 'client':
      builder.client =
        clients.find((client) => client === rest) ??
        builder.fail(line, `unknown client '${rest}'; known: ${clients.join(', ')}`);
      return;
    case 'peers':
      for (const peer of rest.split(/\s+/)) {
        if (!peerNames.some((known) => known === peer)) {
          builder.fail(line, `unknown peer '${peer}'; known: ${peerNames.join(', ')}`);
        }
        builder.announcedPeers.set(peer, line);
      }
      return;
    case 'server':
      addServer(builder, rest, line);
      return;
    default:
      parsePeerInstruction(builder, builder.steps, { source, line });
  }
}

/** Reads one line that a peer's script may have too. */
export function parsePeerInstruction(builder: CaseBuilder, steps: Step[], { source, line }: Source): void {
  const [keyword, rest] = keywordOf(source);
  const at = { line, text: source };
  const before = steps.at(-1);
  if (before?.kind === 'stdin' && keyword !== 'run' && keyword !== 'env') {
    builder.fail(line, "after 'stdin' comes its 'run'");
  }
  switch (keyword) {
    case 'env': {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(rest) ?? builder.fail(line, "'env' needs NAME=VALUE");
      steps.push({ ...at, kind: 'env', name: name ?? '', value: value ?? '' });
      return;
    }
    case 'stdin': {
      const [, file] = /^< *(\S+)$/.exec(rest) ?? [];
      steps.push({ ...at, kind: 'stdin', from: file === undefined ? 'text' : 'file', value: file ?? rest });
      return;
    }
    case 'run': {
      const words = splitWords(rest) ?? builder.fail(line, 'a quote is left open');
      if (words.length === 0) builder.fail(line, "'run' needs a command");
      steps.push({ ...at, kind: 'run', words });
      return;
    }
    case 'expect':
      if (!steps.some((step) => step.kind === 'run')) builder.fail(line, "'expect' before the first 'run'");
      steps.push(expectation(builder, rest, at));
      return;
    case 'requests': {
      const [, server = '', count, more, part = ''] =
        /^(\S+) +(\d+)(\+?)(?: +(.+))?$/.exec(rest) ?? builder.fail(line, "'requests' needs SERVER NUMBER[+] [TEXT]");
      if (!builder.hasServer(server)) builder.fail(line, `no server '${server}'`);
      if (more === '+' && count === '0') builder.fail(line, "'0+' is always true");
      steps.push({ ...at, kind: 'requests', server, count: Number(count), orMore: more === '+', part });
      return;
    }
    case 'file': {
      const [, path = '', make, value = ''] =
        /^(\S+) +(folder|fifo|mode|link|remove)(?: +(\S+))?$/.exec(rest) ??
        builder.fail(line, "'file' needs PATH folder|fifo|remove, PATH mode OCTAL or PATH link TARGET");
      if ((make === 'mode') !== /^0[0-7]{3,4}$/.test(value) && make !== 'link') {
        builder.fail(line, make === 'mode' ? 'a mode such as 0600 is needed' : `'${make ?? ''}' takes nothing more`);
      }
      if (make === 'link' && value === '') builder.fail(line, "'link' needs a target");
      if (make !== 'mode' && make !== 'link' && value !== '') builder.fail(line, `'${make ?? ''}' takes nothing more`);
      steps.push({ ...at, kind: 'file', path, make: make as 'folder' | 'fifo' | 'mode' | 'link' | 'remove', value });
      return;
    }
    case 'clock': {
      const [, sign, amount, unit = 's'] =
        /^aws ([+-])(\d+)([smh])$/.exec(rest) ?? builder.fail(line, "'clock' needs aws and an offset such as -13h");
      const size = { s: 1_000, m: 60_000, h: 3_600_000 }[unit] ?? 0;
      steps.push({ ...at, kind: 'clock', offsetMs: (sign === '-' ? -1 : 1) * Number(amount) * size });
      return;
    }
    case 'fault': {
      const [server, fault = '', ...options] = rest.split(/\s+/);
      if (server === 'proxy') {
        if (!/^[45]\d\d$/.test(fault) || options.length > 0)
          builder.fail(line, "'fault proxy' needs a status such as 407");
        steps.push({ ...at, kind: 'proxy-fault', status: Number(fault) });
        return;
      }
      if (server !== 'aws' || !builder.hasServer('aws')) builder.fail(line, "'fault' needs the server aws");
      if (!faultKinds.some((kind) => kind === fault)) {
        builder.fail(line, `unknown fault '${fault}'; known: ${faultKinds.join(', ')}`);
      }
      steps.push({
        ...at,
        kind: 'fault',
        fault,
        options: optionsOf(builder, {
          words: options,
          allowed: ['operation', 'times', 'delay', 'status', 'text'],
          line,
        }),
      });
      return;
    }
    default:
      builder.fail(line, `unknown instruction '${keyword}'; known: ${instructions.join(', ')}`);
  }
}

function expectation(builder: CaseBuilder, rest: string, at: { readonly line: number; readonly text: string }): Step {
  const [subject, more] = keywordOf(rest);
  if (subject === 'exit') {
    const [, not, codes = ''] =
      /^(not +)?(\d+(?: +or +\d+)*)$/.exec(more) ??
      builder.fail(at.line, "'expect exit' needs a number, 'N or M', or 'not N'");
    return { ...at, kind: 'exit', negated: not !== undefined, codes: codes.split(/ +or +/).map(Number) };
  }
  if (subject === 'within') {
    const [, seconds] = /^(\d+)s$/.exec(more) ?? builder.fail(at.line, "'expect within' needs a time such as 5s");
    return { ...at, kind: 'within', seconds: Number(seconds) };
  }
  if (subject === 'stdout' || subject === 'stderr' || subject === 'output') {
    return { ...at, kind: 'output', stream: subject, check: textCheck(builder, more, at.line) };
  }
  if (subject === 'file') {
    const [path, what] = keywordOf(more);
    if (path === '') builder.fail(at.line, "'expect file' needs a path");
    if (what === 'exists' || what === 'absent') return { ...at, kind: 'expect-file', path, check: what };
    return { ...at, kind: 'expect-file', path, check: textCheck(builder, what, at.line) };
  }
  return builder.fail(at.line, `cannot expect '${subject}'; known: exit, within, stdout, stderr, output, file`);
}

function textCheck(builder: CaseBuilder, source: string, line: number): TextCheck {
  const [, not, how, text = ''] =
    /^(not +)?(contains|matches|is|line|empty)(?: (.*))?$/.exec(source) ??
    builder.fail(line, 'what is expected of a text: [not] contains TEXT, matches /PATTERN/, is TEXT, line TEXT, empty');
  const check: TextCheck = { negated: not !== undefined, how: how as TextCheck['how'], text, caseless: false };
  if (check.how === 'empty') return text === '' ? check : builder.fail(line, "'empty' takes nothing more");
  if (text === '') builder.fail(line, `'${check.how}' needs a text`);
  if (check.how !== 'matches') return check;
  const [, pattern = '', caseless = ''] =
    /^\/(.+)\/(i?)$/.exec(text) ?? builder.fail(line, 'a pattern stands between slashes');
  try {
    new RegExp(pattern, `mu${caseless}`);
  } catch {
    builder.fail(line, `'${text}' is not a regular expression`);
  }
  return { ...check, text: pattern, caseless: caseless !== '' };
}

function addServer(builder: CaseBuilder, rest: string, line: number): void {
  const [kindWord = '', ...words] = splitWords(rest) ?? builder.fail(line, 'a quote is left open');
  const kind =
    serverKinds.find((known) => known === kindWord) ??
    builder.fail(line, `unknown server '${kindWord}'; known: ${serverKinds.join(', ')}`);
  const named =
    (kind === 'registry' || kind === 'token') && words[0] !== undefined && !/=|^tls$|^anonymous$/.test(words[0]);
  const name = named ? (words.shift() ?? kind) : kind;
  if (!/^[a-z][a-z0-9]*$/.test(name)) builder.fail(line, `a server's name has small letters and digits: '${name}'`);
  if (builder.hasServer(name)) builder.fail(line, `second server '${name}'`);
  builder.servers.push({
    kind,
    name,
    line,
    options: optionsOf(builder, { words, allowed: serverOptions[kind], line }),
  });
}

function optionsOf(
  builder: CaseBuilder,
  given: { readonly words: readonly string[]; readonly allowed: readonly string[]; readonly line: number },
): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const word of given.words) {
    const [, name = '', value = ''] =
      /^([a-z]+)(?:=(.*))?$/.exec(word) ?? builder.fail(given.line, `not an option: '${word}'`);
    if (!given.allowed.includes(name)) {
      builder.fail(given.line, `unknown option '${name}'; known: ${given.allowed.join(', ')}`);
    }
    if (options.has(name)) builder.fail(given.line, `second option '${name}'`);
    options.set(name, value);
  }
  return options;
}

function keywordOf(source: string): readonly [string, string] {
  const [, keyword = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(source) ?? [];
  return [keyword, rest];
}
