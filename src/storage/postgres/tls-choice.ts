/**
 * How far a connection to the database is protected: libpq's `sslmode` (PostgreSQL documentation, "SSL Support"), never
 * weaker than its word and stronger where the word promises nothing: off loopback everything but `disable`,
 * `verify-ca` and `no-verify` verifies certificate and host name.
 */
import { rootCertificates, type ConnectionOptions } from 'node:tls';
import { TsRegError } from '../../errors.js';
import { readProvidedFile } from '../files/private-file.js';

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

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;

/** Undefined: plain text. @throws {TsRegError} `usage` for a word that is no mode. */
export function chooseTls(words: TlsWords): TlsChoice | undefined {
  const mode = modes.find((known) => known === (words.mode ?? 'prefer'));
  if (mode === undefined) {
    throw new TsRegError('usage', `the URL of the store has an sslmode that is none of ${modes.join(', ')}`, { hint: 'sslmode=verify-full' });
  }
  // TLS over a Unix socket protects nothing; libpq does not speak it there either.
  if (mode === 'disable' || words.host.startsWith('/')) return undefined;
  if ((mode === 'allow' || mode === 'prefer') && isLoopback(words.host)) return undefined;
  const own = words.rootCertificate !== undefined && words.rootCertificate !== 'system';
  const { certificate, key } = words;
  const rootCertificate = own ? words.rootCertificate : undefined;
  if (mode === 'no-verify') return { verify: 'nothing', rootCertificate, certificate, key };
  // Without an authority of one's own anybody has a certificate: then the name must be right.
  return { verify: mode === 'verify-ca' && own ? 'chain' : 'name', rootCertificate, certificate, key };
}

/**
 * What `tls.connect` is told. `authorities` are PEM texts beside the system's; `sslrootcert` stands instead of both.
 * @throws {TsRegError} `io` for a file that cannot be read.
 */
export function tlsOptions(choice: TlsChoice, authorities: readonly string[]): ConnectionOptions {
  const { verify, rootCertificate, certificate, key } = choice;
  return {
    // Said explicitly: NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off.
    rejectUnauthorized: verify !== 'nothing',
    ...(rootCertificate === undefined ? authorities.length > 0 && { ca: [...rootCertificates, ...authorities] } : { ca: pemIn(rootCertificate, 'sslrootcert') }),
    ...(certificate !== undefined && { cert: pemIn(certificate, 'sslcert') }),
    ...(key !== undefined && { key: pemIn(key, 'sslkey') }),
    ...(verify === 'chain' && { checkServerIdentity: () => undefined }),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}

function pemIn(path: string, parameter: string): Buffer {
  const file = readProvidedFile(path);
  if (file !== undefined) return file.bytes;
  throw new TsRegError('io', `${path} does not exist (${parameter} of the store)`, { hint: `ls -l '${path}'`, detail: { path } });
}
