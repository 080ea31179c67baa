/** docker's own folder of authorities works for ts-reg too. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRegistryAuthorities } from '../../src/http/certificate-authorities.js';
import { PingFixture } from '../distribution/ping-fixture.js';
import { createPrivateCa } from '../support/private-ca.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ts-reg-certs-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(authority: string, name: string, text: string): Promise<void> {
  await mkdir(join(folder, authority), { recursive: true });
  await writeFile(join(folder, authority, name), text);
}

describe('the authorities of a registry', () => {
  it('are its *.crt files, sorted by name, and nothing else', async () => {
    const [one, two] = [(await createPrivateCa()).caPem.trim(), (await createPrivateCa()).caPem.trim()];
    await put('registry.example.com:5000', 'b.crt', two);
    await put('registry.example.com:5000', 'a.crt', one);
    await put('registry.example.com:5000', 'client.key', 'secret');
    await put('registry.example.com:5000', 'client.cert', 'x');
    await put('registry.example.com', 'ca.crt', 'not asked for');
    expect(await readRegistryAuthorities(folder, 'registry.example.com:5000')).toEqual([one, two]);
  });

  it('are none without a folder', async () => {
    expect(await readRegistryAuthorities(folder, 'registry.example.com')).toEqual([]);
    expect(await readRegistryAuthorities('/nonexistent/certs.d', 'registry.example.com')).toEqual([]);
  });

  it('are refused by path when they are no certificates', async () => {
    await put('registry.example.com', 'ca.crt', 'nothing');
    await expect(readRegistryAuthorities(folder, 'registry.example.com')).rejects.toMatchObject({
      kind: 'io',
      message: `certificate authority file ${join(folder, 'registry.example.com', 'ca.crt')} (certs.d) contains no PEM certificate`,
    });
  });

  it('are refused by path when the folder cannot be read', async () => {
    await writeFile(join(folder, 'looped'), '');
    await expect(readRegistryAuthorities(folder, 'x'.repeat(300))).rejects.toMatchObject({ kind: 'io' });
  });
});

it("a registry behind docker's own authority is accepted", async () => {
  const fixture = await PingFixture.create();
  try {
    const registry = await fixture.startTls();
    await put(registry.authority, 'ca.crt', fixture.ca.caPem);
    expect(await fixture.refusal(registry.authority, { certificateAuthorities: [] })).toMatch(
      /not signed by a trusted authority/,
    );
    await fixture.ping(registry.authority, { certificateAuthorities: [], certsFolders: ['/nonexistent', folder] });
  } finally {
    await fixture.close();
  }
});
