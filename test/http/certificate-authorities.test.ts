/** Files with certificate authorities: read whole or refused by name. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCertificateAuthorities } from '../../src/http/certificate-authorities.js';
import { createPrivateCa } from '../support/private-ca.js';

let folder: string;
let first: string;
let second: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-ca-'));
  [first, second] = (await Promise.all([createPrivateCa('first'), createPrivateCa('second')]).then((cas) =>
    cas.map((ca) => ca.caPem.trim()),
  )) as [string, string];
  await writeFile(file('first.pem'), first);
  await writeFile(file('both.pem'), `# a bundle\r\n${first}\n\nCN=second\n${second}\n`);
  await writeFile(file('empty.pem'), '');
  await writeFile(file('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
});
afterAll(() => rm(folder, { recursive: true }));

it('nothing is named, nothing is added', async () => {
  expect(await readCertificateAuthorities({ caFile: undefined, environment: { NODE_EXTRA_CA_CERTS: '' } })).toEqual([]);
});

it('ca_file and NODE_EXTRA_CA_CERTS add up', async () => {
  const sources = { caFile: file('first.pem'), environment: { NODE_EXTRA_CA_CERTS: file('both.pem') } };
  expect(await readCertificateAuthorities(sources)).toEqual([first, first, second]);
});

it('AWS calls also read AWS_CA_BUNDLE', async () => {
  const environment = { AWS_CA_BUNDLE: file('first.pem') };
  expect(await readCertificateAuthorities({ caFile: undefined, environment })).toEqual([]);
  const variables = ['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE'];
  expect(await readCertificateAuthorities({ caFile: undefined, environment, variables })).toEqual([first]);
});

it('a file named twice is read once', async () => {
  const sources = { caFile: file('first.pem'), environment: { NODE_EXTRA_CA_CERTS: file('first.pem') } };
  expect(await readCertificateAuthorities(sources)).toEqual([first]);
});

it.each([
  ['missing.pem', 'cannot be read (ENOENT)'],
  ['.', 'cannot be read (EISDIR)'],
  ['empty.pem', 'contains no PEM certificate'],
  ['broken.pem', 'contains a certificate that cannot be parsed'],
])('%s is refused with path, setting and reason', async (name, reason) => {
  await expect(readCertificateAuthorities({ caFile: file(name), environment: {} })).rejects.toMatchObject({
    kind: 'io',
    message: `certificate authority file ${file(name)} (ca_file) ${reason}`,
  });
  await expect(
    readCertificateAuthorities({ caFile: undefined, environment: { NODE_EXTRA_CA_CERTS: file(name) } }),
  ).rejects.toThrow('(NODE_EXTRA_CA_CERTS)');
});
