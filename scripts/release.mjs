/**
 * Makes everything that a release consists of, from this machine for all targets, into build/release:
 * an executable for each (plain, and gzipped where gunzip is at hand), the npm package, the notices of what is inside,
 * the CloudFormation templates, a bill of materials, and SHA256SUMS over all of it. The same commit gives the same
 * bytes.
 * Usage: node scripts/release.mjs
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bunVersion, targets } from './bun-runtime.mjs';
import { signAdHoc, signatureProblems } from './mach-o-signature.mjs';
import { npm } from './npm.mjs';
import { createSbom } from './sbom.mjs';
import { compile } from './standalone.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build', 'release');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const target of targets) {
  const file = executable(target);
  if (target.os !== 'win32') writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
}
await import('./man.mjs');
const [{ filename, entryCount, unpackedSize }] = JSON.parse(
  npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root }),
);
writeFileSync(join(folder, filename.replace(/\.tgz$/, '.cdx.json')), createSbom(git('log', '-1', '--format=%cI')));
copyFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), join(folder, 'THIRD-PARTY-LICENSES.txt'));
copyFileSync(join(root, 'dist', 'ts-reg.1'), join(folder, 'ts-reg.1'));
// git's archive has the time of the commit in it, and no names of users: the same bytes from the same commit.
writeFileSync(join(folder, 'templates-aws.tar.gz'), gzipSync(archive('templates'), { level: 9 }));
writeFileSync(
  join(folder, 'SHA256SUMS'),
  readdirSync(folder)
    .sort()
    .map((name) => `${sha256(join(folder, name))}  ${name}\n`)
    .join(''),
);

const changed =
  git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ', with changes that are not committed';
process.stdout.write(`commit ${git('rev-parse', 'HEAD')}${changed}; Node ${process.version}, bun ${bunVersion()}\n`);
process.stdout.write(`npm package: ${entryCount} files, ${(unpackedSize / 1e6).toFixed(2)} MB unpacked\n`);
process.stdout.write(readFileSync(join(folder, 'SHA256SUMS'), 'utf8'));

/** Compiles for a target, and for macOS replaces a signature that does not fit. */
function executable(target) {
  const made = compile(target, join(folder, target.name));
  const file = join(folder, `ts-reg-${target.name}${extname(made)}`);
  renameSync(made, file);
  rmSync(join(folder, target.name), { recursive: true });
  if (target.os === 'darwin') {
    const bytes = readFileSync(file);
    const signed = signatureProblems(bytes).length === 0 ? bytes : signAdHoc(bytes, 'ts-reg');
    const problems = signatureProblems(signed);
    if (problems.length > 0) throw new Error(`${file}: ${problems.join(', ')}`);
    writeFileSync(file, signed);
  }
  return file;
}

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}`);
  return stdout.trim();
}

function archive(path) {
  const { status, stdout } = spawnSync('git', ['archive', '--format=tar', 'HEAD', path], { cwd: root });
  if (status !== 0) throw new Error(`git archive ended with ${status}`);
  return stdout;
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
