/**
 * Where user and password come from, in this order of precedence: the arguments, `--password-stdin`, TS_REG_PASSWORD,
 * a prompt without echo. Without a terminal nothing is ever asked.
 */
import { TsRegError } from '../../errors.js';
import type { RegistryType } from '../../registry/registry-type.js';
import { shownUser } from '../../registry/secret-form.js';
import { Secret } from '../../secret.js';
import { hint } from '../../system/hint.js';
import { readStream, stdinLimits } from '../../system/stdin.js';
import { isInteractive, type World } from '../process/world.js';

export interface CredentialRequest {
  /** For hints. */
  readonly command: 'add' | 'update';
  readonly registry: string;
  readonly type: RegistryType | undefined;
  readonly user: string | undefined;
  /** Undefined or `-`: from elsewhere. */
  readonly password: string | undefined;
  readonly passwordStdin?: boolean;
  /** The answer that a question for the user begins with. */
  readonly storedUser?: string;
}

/**
 * Resolves user and secret.
 * @throws {TsRegError} `usage` that names the three ways when there is none and no terminal to ask on.
 */
export async function readCredential(
  world: World,
  request: CredentialRequest,
): Promise<{ user: string; secret: Secret }> {
  const typed = request.password === '-' ? undefined : request.password;
  if (typed !== undefined && request.passwordStdin) {
    throw new TsRegError('usage', 'both a password argument and --password-stdin were given', {
      hint: hint`leave one of them out`,
    });
  }
  const user = request.user ?? (await askUser(world, request));
  checkDecoded(user, 'user name');
  if (typed !== undefined) checkDecoded(typed, 'password');
  if (typed !== undefined) return { user, secret: new Secret(typed) };
  if (user === '' && !request.passwordStdin) return { user, secret: new Secret('') };
  if (user === 'awsauto') return { user, secret: new Secret('awsauto') };
  return { user, secret: await readSecret(world, { ...request, user }) };
}

/** At a terminal nothing would say that the program waits, and all that is typed would be seen: it is asked for. */
async function pipedSecret(world: World, request: CredentialRequest & { readonly user: string }): Promise<Secret> {
  if (world.stdin.isTTY !== true) return new Secret(await readStdin(world));
  if (isInteractive(world)) {
    const { askForSecret } = await import('./prompts.js');
    return askForSecret(world, request);
  }
  throw new TsRegError('usage', '--password-stdin needs a pipe or a file: standard input is a terminal', {
    hint: hint`printenv TOKEN | ts-reg registry ${request.command} ${request.registry} ${shownUser(request.user)}
      --password-stdin`,
  });
}

async function askUser(world: World, request: CredentialRequest): Promise<string> {
  if (isInteractive(world)) {
    const { askForUser } = await import('./prompts.js');
    return askForUser(world, request);
  }
  throw new TsRegError('usage', `no user name for ${request.registry}, and there is no terminal to ask for it`, {
    hint: hint`ts-reg registry ${request.command} ${request.registry} USER --password-stdin`,
  });
}

async function readSecret(world: World, request: CredentialRequest & { readonly user: string }): Promise<Secret> {
  if (request.passwordStdin) return await pipedSecret(world, request);
  const fromEnvironment = world.environment['TS_REG_PASSWORD'];
  if (fromEnvironment !== undefined) {
    checkDecoded(fromEnvironment, 'password in TS_REG_PASSWORD');
    return new Secret(fromEnvironment);
  }
  if (isInteractive(world)) {
    const { askForSecret } = await import('./prompts.js');
    return askForSecret(world, request);
  }
  throw new TsRegError(
    'usage',
    `no password for ${shownUser(request.user)} at ${request.registry}, and there is no terminal to ask for it`,
    { hint: hint`pipe it with --password-stdin, set TS_REG_PASSWORD, or run this in a terminal` },
  );
}

/** Arguments and variables are decoded before we see them; U+FFFD stands for each byte that is not UTF-8. */
function checkDecoded(text: string, what: string): void {
  if (text.includes('\ufffd')) throw notUtf8(what);
}

function notUtf8(what: string): TsRegError {
  return new TsRegError('usage', `${what} has bytes that are not UTF-8, which cannot be stored unchanged`, {
    hint: hint`is it in another encoding? iconv -f ISO-8859-1 -t UTF-8 FILE`,
  });
}

/** All of stdin less one line break, as docker login reads it. */
async function readStdin(world: World): Promise<string> {
  const tooLong = (): TsRegError => new TsRegError('usage', 'standard input is too long for a password');
  const text = decode(await readStream(world.stdin, stdinLimits.password, tooLong)).replace(/\r?\n$/, '');
  if (text === '') {
    throw new TsRegError('usage', 'standard input contains no password', {
      hint: hint`printenv TOKEN | ts-reg registry add HOST USER --password-stdin`,
    });
  }
  return text;
}

/** With a byte order mark, if there is one: it may be a part of the password. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8('password on standard input');
  }
}
