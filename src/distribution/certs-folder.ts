/**
 * Authorities that docker trusts for one registry: `certs.d/HOST[:PORT]/*.crt` (docker: "Verify repository client with
 * certificates").
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TsRegError } from '../errors.js';
import { readPemFile } from '../http/certificate-authorities.js';
import { hint } from '../system/hint.js';

/**
 * PEM texts of a registry's own authorities in one of docker's `certs.d` folders; none when it has no folder there.
 * @throws {TsRegError} `io`, naming the path, for a folder or file that is there and cannot be read.
 */
export async function readRegistryAuthorities(certsFolder: string, authority: string): Promise<readonly string[]> {
  const folder = join(certsFolder, authority);
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw new TsRegError('io', `folder of certificate authorities ${folder} cannot be read`, {
      hint: hint`ls -ld ${folder}`,
    });
  });
  const files = names.filter((name) => name.endsWith('.crt')).sort();
  const texts = await Promise.all(files.map((name) => readPemFile(join(folder, name), 'certs.d')));
  return texts.flat();
}
