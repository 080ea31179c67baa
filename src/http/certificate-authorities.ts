/**
 * Certificate authorities that people add to Node's own: PEM files named by a setting or a variable, or laid into
 * docker's folder for a registry.
 */
import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import type { Environment } from '../system/environment.js';
import { errnoOf } from '../system/file-error.js';
import { hint } from '../system/hint.js';
import { readBoundedFile, UnreadableFile, whyUnreadable } from '../system/read-file.js';

export interface AuthoritySources {
  /** `ca_file` of the settings. */
  readonly caFile: string | undefined;
  readonly environment: Environment;
  /** Variables that name a PEM file; AWS calls add AWS_CA_BUNDLE. */
  readonly variables?: readonly string[];
}

/** Some 150 authorities take 220 KB; bytes. */
const largestFile = 8_388_608;
/** One certificate of a PEM file (RFC 7468); other blocks and text around them are left out. */
const certificateBlock = /-----BEGIN (?:X509 )?CERTIFICATE-----[^-]*-----END (?:X509 )?CERTIFICATE-----/g;

/**
 * The PEM texts of all authorities that the settings and NODE_EXTRA_CA_CERTS name.
 * @throws {TsRegError} `io` when a file cannot be read or contains no certificate; names the path and who asked for it.
 */
export async function readCertificateAuthorities(sources: AuthoritySources): Promise<readonly string[]> {
  const files = new Map<string, string>();
  if (sources.caFile !== undefined) files.set(sources.caFile, 'ca_file');
  for (const variable of sources.variables ?? ['NODE_EXTRA_CA_CERTS']) {
    const path = sources.environment[variable];
    if (path !== undefined && path !== '' && !files.has(path)) files.set(path, variable);
  }
  const texts = await Promise.all([...files].map(([path, origin]) => readPemFile(path, origin)));
  return texts.flat();
}

/**
 * The certificates of one PEM file.
 * @throws {TsRegError} `io`, naming the path and `origin`, the setting that led there.
 */
export function readPemFile(path: string, origin: string): Promise<readonly string[]> {
  return Promise.resolve().then(() => certificatesIn(readText(path, origin), path, origin));
}

function certificatesIn(text: string, path: string, origin: string): readonly string[] {
  const certificates = text.match(certificateBlock) ?? [];
  if (certificates.length === 0) throw unusable(path, origin, 'contains no PEM certificate');
  if (!certificates.every(isCertificate)) throw unusable(path, origin, 'contains a certificate that cannot be parsed');
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function readText(path: string, origin: string): string {
  try {
    return readBoundedFile(path, { largest: largestFile, pipe: true }).bytes.toString('utf8');
  } catch (error) {
    const code = errnoOf(error);
    if (error instanceof UnreadableFile && error.kind === 'folder')
      throw unusable(path, origin, 'cannot be read (EISDIR)');
    throw unusable(
      path,
      origin,
      code === undefined ? `cannot be read: ${whyUnreadable(error)}` : `cannot be read (${code})`,
    );
  }
}

function unusable(path: string, origin: string, reason: string): TsRegError {
  return new TsRegError('io', `certificate authority file ${path} (${origin}) ${reason}`, {
    hint: hint`openssl x509 -noout -subject -in ${path}`,
  });
}

/**
 * PEM texts of a registry's own authorities in one of docker's `certs.d` folders; none when it has no folder there.
 * @throws {TsRegError} `io`, naming the path, for a folder or file that is there and cannot be read.
 */
export async function readRegistryAuthorities(certsFolder: string, authority: string): Promise<readonly string[]> {
  const folder = join(certsFolder, authority);
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return [];
    throw new TsRegError('io', `folder of certificate authorities ${folder} cannot be read`, {
      hint: hint`ls -ld ${folder}`,
    });
  });
  const files = names.filter((name) => name.endsWith('.crt')).sort();
  const texts = await Promise.all(files.map((name) => readPemFile(join(folder, name), 'certs.d')));
  return texts.flat();
}
