/** The software bill of materials of a release: CycloneDX 1.5, the packages that are really inside, and the runtime. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bunVersion, targets } from './bun-runtime.mjs';
import { npm } from './npm.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The document as text: the same for the same commit (`committedAt`: its time, ISO 8601). Reads what the last build put
 * in.
 */
export function createSbom(committedAt) {
  // Not --omit=dev: npm 11 then leaves out what a package for development needs as well, such as yaml.
  const all = JSON.parse(npm(['sbom', '--sbom-format=cyclonedx', '--package-lock-only'], { cwd: root }));
  const bundled = new Set(JSON.parse(readFileSync(join(root, 'dist', '.packages.json'), 'utf8')));
  const components = [...all.components.filter((component) => bundled.delete(component['bom-ref'])), ...runtimes()];
  if (bundled.size > 0) throw new Error(`not in package-lock.json: ${[...bundled].join(', ')}`);
  const known = new Set([all.metadata.component['bom-ref'], ...components.map((component) => component['bom-ref'])]);
  const dependencies = all.dependencies
    .filter(({ ref }) => known.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => known.has(other)) }));
  const document = {
    ...all,
    metadata: {
      ...all.metadata,
      timestamp: committedAt,
      lifecycles: [{ phase: 'build' }],
      component: { ...all.metadata.component, type: 'application', name: 'ts-reg' },
    },
    components,
    dependencies,
  };
  // npm makes up a number at random; ours names the content.
  delete document.serialNumber;
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(document))}`;
  return `${JSON.stringify({ ...document, serialNumber }, undefined, 2)}\n`;
}

function runtimes() {
  const { packages } = JSON.parse(readFileSync(join(root, 'scripts', 'bun', 'package-lock.json'), 'utf8'));
  return targets.map(({ bun }) => {
    const name = `@oven/bun-${bun}`;
    const { version, integrity, license } = packages[`node_modules/${name}`];
    return {
      'bom-ref': `${name}@${version}`,
      type: 'framework',
      name,
      version: bunVersion(),
      scope: 'required',
      description: `the runtime inside the executable for ${bun}`,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
      licenses: [{ license: { id: license } }],
    };
  });
}

/** A name-based UUID (RFC 9562 §5.8, version 8) of a text. */
function uuidOf(text) {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
