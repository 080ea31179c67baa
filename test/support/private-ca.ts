/** A certificate authority that exists for one test run: no key lies in the repository, nothing expires in it. */
import { webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
// x509 builds on tsyringe, which refuses to load without it.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export interface Leaf {
  /** PEM, PKCS#8. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

export interface Validity {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface PrivateCa {
  /** The authority's certificate. */
  readonly caPem: string;
  /** A server certificate for host names and IP addresses; valid from an hour ago for a day, unless told. */
  issue(hosts: readonly string[], validity?: Validity): Promise<Leaf>;
  /** Writes the authority's certificate to a file, for `ca_file` and NODE_EXTRA_CA_CERTS. */
  writeTo(path: string): Promise<void>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hour = 3_600_000;

/** Makes the authority; each call is another one, so that a second one is the untrusted one. */
export async function createPrivateCa(commonName = 'ts-reg test authority'): Promise<PrivateCa> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await makeKeys();
  const now = Date.now();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    serialNumber: serial(),
    notBefore: new Date(now - hour),
    notAfter: new Date(now + 24 * hour),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const caPem = `${authority.toString('pem')}\n`;
  return {
    caPem,
    issue: (hosts, validity = { notBefore: now - hour, notAfter: now + 24 * hour }) =>
      issueLeaf({ authority, signingKey: keys.privateKey }, hosts, validity),
    writeTo: (path) => writeFile(path, caPem),
  };
}

interface Issuer {
  readonly authority: x509.X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

async function issueLeaf(issuer: Issuer, hosts: readonly string[], validity: Validity): Promise<Leaf> {
  const keys = await makeKeys();
  const names: x509.JsonGeneralName[] = hosts.map((host) => ({ type: isAddress(host) ? 'ip' : 'dns', value: host }));
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${hosts[0] ?? 'nobody'}`,
    issuer: issuer.authority.subject,
    serialNumber: serial(),
    notBefore: new Date(validity.notBefore),
    notAfter: new Date(validity.notAfter),
    publicKey: keys.publicKey,
    signingKey: issuer.signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.authority),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert: certificate.toString('pem') };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function isAddress(host: string): boolean {
  return /^[0-9.]+$/.test(host) || host.includes(':');
}

/** Positive (first byte 01), so that it needs no padding in DER. */
function serial(): string {
  return `01${Buffer.from(webcrypto.getRandomValues(new Uint8Array(8))).toString('hex')}`;
}
