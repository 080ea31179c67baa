/** sslmode: never weaker than its word, and verified off loopback unless the word says otherwise. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseTls, type TlsChoice, tlsOptions } from '../../src/shared-store/tls-choice.js';
import { tempFolder } from '../storage/store-in-temp.js';

const words = { rootCertificate: undefined, certificate: undefined, key: undefined };
const choose = (host: string, mode?: string, rootCertificate?: string): TlsChoice | undefined =>
  chooseTls({ ...words, host, mode, rootCertificate });

describe('sslmode', () => {
  it.each<[string | undefined, string, string | undefined]>([
    [undefined, 'db.example.com', 'name'],
    ['allow', 'db.example.com', 'name'],
    ['prefer', 'db.example.com', 'name'],
    ['require', 'db.example.com', 'name'],
    ['verify-ca', 'db.example.com', 'name'],
    ['verify-full', 'db.example.com', 'name'],
    ['no-verify', 'db.example.com', 'nothing'],
    ['disable', 'db.example.com', undefined],
    [undefined, '127.0.0.1', undefined],
    [undefined, '::1', undefined],
    [undefined, 'localhost', undefined],
    ['require', '127.0.0.1', 'name'],
    ['verify-full', 'localhost', 'name'],
    ['verify-full', '/var/run/postgresql', undefined],
    [undefined, '127.0.0.1.example.com', 'name'],
    [undefined, 'localhost.example.com', 'name'],
    [undefined, '10.0.0.1', 'name'],
  ])('%s to %s verifies: %s', (mode, host, verify) => {
    expect(choose(host, mode)?.verify).toBe(verify);
  });

  it("verify-ca leaves the name unchecked only under an authority of one's own", () => {
    expect(choose('db.example.com', 'verify-ca', '/ca.pem')?.verify).toBe('chain');
    expect(choose('db.example.com', 'verify-ca', 'system')?.verify).toBe('name');
    expect(choose('db.example.com', 'require', '/ca.pem')?.verify).toBe('name');
  });

  it('that is no mode is refused, however close to one it is', () => {
    const known = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('Require', 'verify_full', 'true', '1', 'verify-full ', '')),
        (mode) => {
          fc.pre(!known.includes(mode));
          expect(() => choose('db.example.com', mode)).toThrow(/unsupported sslmode; use one of disable, allow/);
        },
      ),
    );
  });

  it('is plain text to nobody off loopback, whatever the host, unless it is disable', () => {
    fc.assert(
      fc.property(
        fc.domain(),
        fc.constantFrom(undefined, 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'),
        (host, mode) => {
          expect(choose(host, mode)?.verify).toBe('name');
        },
      ),
    );
  });
});

describe('what TLS is told', () => {
  const choice: TlsChoice = { verify: 'name', rootCertificate: undefined, certificate: undefined, key: undefined };

  it('verifies explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 switches nothing off', () => {
    expect(tlsOptions(choice, [])).toEqual({ rejectUnauthorized: true });
    expect(tlsOptions({ ...choice, verify: 'chain' }, [])).toMatchObject({ rejectUnauthorized: true });
    expect(tlsOptions({ ...choice, verify: 'nothing' }, [])).toEqual({ rejectUnauthorized: false });
  });

  it('trusts ca_file beside the system, and sslrootcert instead of both', () => {
    const path = join(tempFolder(), 'ca.pem');
    writeFileSync(path, 'PEM of sslrootcert', { mode: 0o600 });
    expect(tlsOptions(choice, ['PEM of ca_file']).ca).toEqual([...rootCertificates, 'PEM of ca_file']);
    expect(tlsOptions({ ...choice, rootCertificate: path }, ['PEM of ca_file']).ca).toEqual(
      Buffer.from('PEM of sslrootcert'),
    );
  });

  it('names the file, and the word that named it, when it is not there', () => {
    for (const [member, word] of [
      ['rootCertificate', 'sslrootcert'],
      ['certificate', 'sslcert'],
      ['key', 'sslkey'],
    ] as const) {
      expect(() => tlsOptions({ ...choice, [member]: '/nonexistent/x.pem' }, [])).toThrow(
        `/nonexistent/x.pem does not exist (${word} of the store)`,
      );
    }
  });

  it('takes the authorities of a cloud provider as they are published: for everybody to read, and long', () => {
    const path = join(tempFolder(), 'global-bundle.pem');
    writeFileSync(path, 'x'.repeat(200_000), { mode: 0o644 });
    expect(tlsOptions({ ...choice, rootCertificate: path }, []).ca).toHaveLength(200_000);
  });

  it('wants a key that nobody else can read', () => {
    const path = join(tempFolder(), 'client.key');
    writeFileSync(path, 'key', { mode: 0o644 });
    expect(() => tlsOptions({ ...choice, key: path }, [])).toThrow(`${path} is accessible to other users`);
  });

  it('says why a certificate cannot be read', () => {
    const folder = tempFolder();
    expect(() => tlsOptions({ ...choice, rootCertificate: folder }, [])).toThrow(
      `cannot read ${folder}: it is a directory`,
    );
  });

  it('takes a certificate of our own with its key', () => {
    const folder = tempFolder();
    for (const name of ['cert', 'key']) writeFileSync(join(folder, name), name, { mode: 0o600 });
    expect(tlsOptions({ ...choice, certificate: join(folder, 'cert'), key: join(folder, 'key') }, [])).toMatchObject({
      cert: Buffer.from('cert'),
      key: Buffer.from('key'),
    });
  });
});
