/**
 * The npm package: the tarball of `npm pack` that installs without a network, runs nothing while it is installed, and
 * then does the main job.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLoopbackCloud } from '../support/loopback-cloud.js';
import { run } from '../support/spawned.js';

const root = join(import.meta.dirname, '..', '..');
let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-package-'));
  mustRun('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [tarball = 'none'] = readdirSync(folder);
  // An empty cache, no registry: whatever the tarball does not hold cannot come.
  const offline = [
    '--offline',
    '--ignore-scripts',
    '--cache',
    join(folder, 'cache'),
    '--registry',
    'http://127.0.0.1:1',
    '--no-audit',
    '--no-fund',
  ];
  mustRun('npm', ['install', '--prefix', join(folder, 'app'), ...offline, join(folder, tarball)]);
  installed = join(folder, 'app', 'node_modules', 'ts-reg');
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function mustRun(program: string, args: readonly string[], options: { readonly cwd?: string } = {}): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', ...options });
  expect(status, stderr).toBe(0);
}

const program = (name: string): string => join(folder, 'app', 'node_modules', '.bin', name);

function files(): readonly string[] {
  return readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(installed, file)).isFile(),
  );
}

describe('the npm package', () => {
  it('depends on nothing and runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(manifest).filter((key) => /^(?:optional|bundled?)?dependencies$/i.test(key))).toEqual([]);
    // What npm runs while it installs a tarball.
    expect(Object.keys(manifest['scripts'] as object).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    expect(manifest['peerDependenciesMeta']).toEqual({ '@napi-rs/keyring': { optional: true } });
    expect(readdirSync(join(folder, 'app', 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'ts-reg',
    ]);
  });

  it('holds its programs, its documents and the notices of what it contains, and stays small', () => {
    expect([...new Set(files().map((file) => file.split('/')[0]))].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'templates',
    ]);
    const templates = readdirSync(join(root, 'templates', 'aws'));
    expect(templates.length).toBeGreaterThan(0);
    for (const name of templates)
      expect(readFileSync(join(installed, 'templates', 'aws', name))).toEqual(
        readFileSync(join(root, 'templates', 'aws', name)),
      );
    expect(files().filter((file) => /(?:^|\/)\./.test(file))).toEqual([]);
    expect(readFileSync(join(installed, 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(
      /^commander \d.*\(MIT\)$/m,
    );
    expect(files().reduce((sum, file) => sum + statSync(join(installed, file)).size, 0)).toBeLessThan(3_000_000);
    expect(files().length).toBeLessThan(260);
  });

  it('imports nothing but itself, Node, and what is loaded only by choice', async () => {
    const { metafile } = await build({
      absWorkingDir: installed,
      entryPoints: [
        'dist/ts-reg.js',
        'dist/credential-helper.js',
        'dist/docker-credential-ts-reg.cjs',
        'dist/library.js',
      ],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      outdir: 'nowhere',
      write: false,
      metafile: true,
      logLevel: 'error',
    });
    const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external).map(({ path }) => path.replace(/^node:/, '')),
    );
    // What a person installs who wants it: a keyring, Negotiate towards a proxy, a faster PostgreSQL client.
    const allowed = [...builtinModules, '@napi-rs/keyring', 'kerberos', 'pg-native', '<runtime>'];
    expect([...new Set(imported)].filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('answers as docker-credential-ts-reg', async () => {
    const environment = { TS_REG_HOME: join(folder, 'helper-home') };
    const stored = await run(program('docker-credential-ts-reg'), ['store'], {
      environment,
      input: '{"ServerURL":"r.example","Username":"ci","Secret":"p"}',
    });
    expect(stored).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect((await run(program('docker-credential-ts-reg'), ['get'], { environment, input: 'r.example' })).stdout).toBe(
      '{"ServerURL":"r.example","Username":"ci","Secret":"p"}\n',
    );
  });

  it('does the main job as ts-reg: an ECR registry with keys, validated through a proxy and a private authority', async () => {
    const cloud = await startLoopbackCloud();
    try {
      const environment = { TS_REG_HOME: join(folder, 'home'), ...cloud.environment };
      const added = await run(
        program('ts-reg'),
        ['registry', 'add', cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey],
        { environment },
      );
      expect(added.exitCode, added.stderr).toBe(0);
      const { stdout } = await run(program('docker-credential-ts-reg'), ['get'], {
        environment,
        input: cloud.registryHost,
      });
      expect(cloud.aws.isValidToken((JSON.parse(stdout) as { Secret: string }).Secret)).toBe(true);
      expect((await run(program('ts-reg'), ['registry', 'list'], { environment })).stdout).toContain(
        `${cloud.registryHost}        awsecr`,
      );
    } finally {
      await cloud.close();
    }
  });
});
