/**
 * Docker's credential helper protocol (docker-credential-helpers `credentials.go`): one argument, input on stdin,
 * answers **and errors** on stdout, exit code 0 or 1. Clients compare three of the texts, so those are exact.
 */
import { TsRegError } from '../errors.js';
import { parseServerAddress, type ServerAddress } from '../registry/server-address.js';
import type { Secret } from '../secret.js';
import {
  type AskedAddress,
  credentialLine,
  readAskedAddress,
  readGivenAddress,
  readGivenCredential,
} from './helper-messages.js';

/** What the helper needs of the store. */
export interface HelperKeychain {
  /** A credential that is valid now; undefined only when no record covers the address. */
  get(address: ServerAddress): Promise<{ readonly username: string; readonly password: Secret } | undefined>;
  store(address: ServerAddress, credential: { readonly username: string; readonly password: Secret }): Promise<void>;
  /** Absence is no error. */
  erase(address: ServerAddress): Promise<void>;
  /** Addresses with user names; each must `get`, or be not found. */
  list(): Promise<ReadonlyMap<string, string>>;
}

export interface HelperWorld {
  /** All of stdin; one byte more than 64 KiB is enough to see that it is too long. */
  readonly input: () => string;
  /** Of `get`, where it was read already. */
  readonly asked?: AskedAddress | undefined;
  readonly output: (text: string) => void;
  /**
   * Writes a line to stderr when the store or AWS fails: `docker pull` and `push` 28.2.2 show nothing of the stdout
   * of a helper that fails.
   */
  readonly complain: (line: string) => void;
  /** Opened only by the actions that need it. */
  readonly keychain: () => Promise<HelperKeychain>;
  /** Of the package, for `version`. */
  readonly version: string;
}

const name = 'docker-credential-ts-reg';
const usage = `Usage: ${name} <store|get|erase|list|version>`;
/** Means "no record" and nothing else: clients then go on anonymously. */
const notFound = 'credentials not found in native keychain';

/**
 * Runs one action; `args` are the arguments behind the program's name. Never throws: every error is a line on stdout.
 */
export async function runCredentialHelper(args: readonly string[], world: HelperWorld): Promise<0 | 1> {
  const progress = { isAtStore: false };
  const keychain = (): Promise<HelperKeychain> => {
    progress.isAtStore = true;
    return world.keychain();
  };
  try {
    const [action] = args;
    if (action === undefined || args.length > 1) throw new TsRegError('usage', usage);
    const text = await answer(action, { ...world, keychain });
    // Nothing is not written: a full disk behind stdout would make a failure of a `store` that was done.
    if (text !== '') world.output(text);
    return 0;
  } catch (error) {
    const line = lineFor(error);
    world.output(`${line}\n`);
    if (progress.isAtStore && line !== notFound) world.complain(line);
    return 1;
  }
}

async function answer(action: string, world: HelperWorld): Promise<string> {
  switch (action) {
    case 'get':
      return get(world);
    case 'store':
      return store(world);
    case 'erase':
      return erase(world);
    case 'list':
      return list(world);
    case 'version':
    case '--version':
    case '-v':
      return `${name} (ts-reg) ${world.version}\n`;
    case '--help':
    case '-h':
      return `${usage}\n`;
    default:
      throw new TsRegError('usage', `${name}: unknown action: ${action.slice(0, 100)}`);
  }
}

async function get(world: HelperWorld): Promise<string> {
  const { serverUrl, address } = world.asked ?? readAskedAddress(world.input());
  const credential = await (await world.keychain()).get(address);
  if (credential === undefined) throw new TsRegError('not-found', notFound);
  return credentialLine(serverUrl, credential.username, credential.password);
}

async function store(world: HelperWorld): Promise<string> {
  const { serverUrl, ...credential } = readGivenCredential(world.input());
  const address = parseServerAddress(serverUrl);
  await (await world.keychain()).store(address, credential);
  return '';
}

async function erase(world: HelperWorld): Promise<string> {
  const address = parseServerAddress(readGivenAddress(world.input()));
  await (await world.keychain()).erase(address);
  return '';
}

async function list(world: HelperWorld): Promise<string> {
  const users = [...(await (await world.keychain()).list())].sort(([a], [b]) => (a < b ? -1 : 1));
  // Not by way of an object, whose keys have an order and a meaning of their own.
  return `{${users.map(([address, user]) => `${JSON.stringify(address)}:${JSON.stringify(user)}`).join(',')}}\n`;
}

/** One printable line; of an error that is not ours only its class. */
function lineFor(error: unknown): string {
  if (!(error instanceof TsRegError))
    return `${name}: internal error (${error instanceof Error ? error.name : typeof error})`;
  return error.message.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
