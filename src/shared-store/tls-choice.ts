/**
 * How far a connection to the database is protected: libpq's `sslmode` (PostgreSQL documentation, "SSL Support"), never
 * weaker than its word and stronger where the word promises nothing: off loopback everything but `disable`,
 * `verify-ca` and `no-verify` verifies certificate and host name.
 */
import { type ConnectionOptions, rootCertificates } from 'node:tls';
import { TsRegError } from '../errors.js';
import { errnoOf, fileError } from '../system/file-error.js';
import { hint } from '../system/hint.js';
import { readProvidedFile } from '../system/private-file.js';
import { readBoundedFile, UnreadableFile } from '../system/read-file.js';
import { isLoopbackHost } from '../system/ip-address.js';

export interface TlsChoice {
  /** `chain`: the certificate, not the name in it. */
  readonly verify: 'name' | 'chain' | 'nothing';
  /** Paths of PEM files. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface TlsWords {
  readonly host: string;
  readonly mode: string | undefined;
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** Bytes. */
const largestBundle = 8_388_608;

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;

/** Undefined: plain text. @throws {TsRegError} `usage` for a word that is no mode. */
export function chooseTls(words: TlsWords): TlsChoice | undefined {
  const mode = modes.find((known) => known === (words.mode ?? 'prefer'));
  if (mode === undefined) {
    throw new TsRegError('usage', `the URL of the store has an unsupported sslmode; use one of ${modes.join(', ')}`, {
      hint: hint`sslmode=verify-full`,
    });
  }
  // TLS over a Unix socket protects nothing; libpq does not speak it there either.
  if (mode === 'disable' || words.host.startsWith('/')) return undefined;
  if ((mode === 'allow' || mode === 'prefer') && isLoopbackHost(words.host)) return undefined;
  const own = words.rootCertificate !== undefined && words.rootCertificate !== 'system';
  const { certificate, key } = words;
  const rootCertificate = own ? words.rootCertificate : undefined;
  if (mode === 'no-verify') return { verify: 'nothing', rootCertificate, certificate, key };
  // Without an authority of one's own anybody has a certificate: then the name must be right.
  return { verify: mode === 'verify-ca' && own ? 'chain' : 'name', rootCertificate, certificate, key };
}

/**
 * The options of `tls.connect`. `authorities` are PEM texts beside the system's; `sslrootcert` stands instead of both.
 * @throws {TsRegError} `io` for a file that cannot be read, and for a key that others can read.
 */
export function tlsOptions(choice: TlsChoice, authorities: readonly string[]): ConnectionOptions {
  const { verify, rootCertificate, certificate, key } = choice;
  return {
    // Said explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off.
    rejectUnauthorized: verify !== 'nothing',
    ...(rootCertificate === undefined
      ? authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }
      : { ca: certificatesIn(rootCertificate, 'sslrootcert') }),
    ...(certificate !== undefined && { cert: certificatesIn(certificate, 'sslcert') }),
    ...(key !== undefined && { key: keyIn(key, 'sslkey') }),
    ...(verify === 'chain' && { checkServerIdentity: () => undefined }),
  };
}

/** Certificates are public: everybody may read them, and the bundle of a cloud provider is some 200 KB long. */
function certificatesIn(path: string, parameter: string): Buffer {
  try {
    return readBoundedFile(path, { largest: largestBundle, pipe: true }).bytes;
  } catch (error) {
    if (error instanceof UnreadableFile)
      throw new TsRegError('io', `cannot read ${path}: ${error.message} (${parameter} of the store)`, {
        hint: hint`ls -l ${path}`,
        detail: { path },
      });
    throw errnoOf(error) === 'ENOENT' ? missing(path, parameter) : fileError(error, 'read', path);
  }
}

function keyIn(path: string, parameter: string): Buffer {
  const file = readProvidedFile(path);
  if (file === undefined) throw missing(path, parameter);
  return file.bytes;
}

function missing(path: string, parameter: string): TsRegError {
  return new TsRegError('io', `${path} does not exist (${parameter} of the store)`, {
    hint: hint`ls -l ${path}`,
    detail: { path },
  });
}
