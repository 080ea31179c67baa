/**
 * Draws docs/images/ts-reg.svg from a real run in tmux against the loopback AWS and registry.
 * Usage: npm run picture   (a test says when the committed picture is no longer what the run prints)
 */
import { build } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
// Beside the sources, which find the programs from where they stand.
const bundle = join(root, 'test', 'support', `.picture-${process.pid}.mjs`);
const picture = join(root, 'docs', 'images', 'ts-reg.svg');

try {
  await build({
    stdin: {
      contents:
        "export { playPictureSession } from './test/terminal/picture-session.js';" +
        "export { svgPicture } from './test/terminal/svg-picture.js';",
      resolveDir: root,
    },
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { playPictureSession, svgPicture } = await import(pathToFileURL(bundle).href);
  mkdirSync(join(root, 'docs', 'images'), { recursive: true });
  writeFileSync(picture, svgPicture({ ...(await playPictureSession()), title: 'ts-reg in a terminal' }));
  process.stdout.write(`${picture}\n`);
} finally {
  rmSync(bundle, { force: true });
}
