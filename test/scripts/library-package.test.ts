/**
 * The library as a program gets it: from the tarball, type-checked strictly, silent, and with the interface that was
 * promised.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf } from '../docs/markdown.js';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { run } from '../support/spawned.js';

const root = join(import.meta.dirname, '..', '..');
/** Each block of docs/library.md is a program, and prints this. */
const examples = blocksOf(readFileSync(join(root, 'docs', 'library.md'), 'utf8'))
  .filter(({ language }) => language === 'ts')
  .map(({ text }) => text);
const printed = [
  'a token for AWS, valid for hours: true\n',
  'not-found: registry not found in DB\n',
  'ci has a password: [redacted]\n',
];

let folder: string;
let app: string;
let cloud: LoopbackCloud;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-library-package-'));
  app = join(folder, 'app');
  mkdirSync(app);
  mustRun('npm', ['pack', '--pack-destination', folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
  mustRun(
    'npm',
    [
      'install',
      '--offline',
      '--ignore-scripts',
      '--cache',
      join(folder, 'cache'),
      '--registry',
      'http://127.0.0.1:1',
      '--no-audit',
      '--no-fund',
      join(folder, tarball),
    ],
    app,
  );
  examples.forEach((text, index) => {
    writeFileSync(join(app, `example-${index}.ts`), text);
  });

  cloud = await startLoopbackCloud({ account: '123456789012' });
  environment = { ...cloud.environment, TS_REG_HOME: join(folder, 'home') };
  const added = await run(
    join(app, 'node_modules', '.bin', 'ts-reg'),
    ['registry', 'add', cloud.registryHost, cloud.key.accessKeyId, cloud.key.secretAccessKey],
    { environment },
  );
  expect(added.exitCode, added.stderr).toBe(0);
}, 120_000);
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

function mustRun(program: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd });
  expect(status, stdout + stderr).toBe(0);
}

/** Type-checks, and emits what can run, with every check that TypeScript has for a consumer. */
function compile(options: Readonly<Record<string, unknown>>): void {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    rootDir: '.',
    outDir: 'out',
    ...options,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.cts'] }));
  mustRun(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', app], app);
}

describe('the library in the npm package', () => {
  it('type-checks, and does what docs/library.md shows, and says nothing else', async () => {
    expect(examples).toHaveLength(printed.length);
    compile({ module: 'nodenext' });
    for (const [index, stdout] of printed.entries()) {
      expect(await run(process.execPath, [join(app, 'out', `example-${index}.js`)], { environment, cwd: app })).toEqual(
        { exitCode: 0, stdout, stderr: '' },
      );
    }
  }, 120_000);

  it('type-checks with the resolution of a bundler', () => {
    compile({ module: 'esnext', moduleResolution: 'bundler', noEmit: true });
  }, 120_000);

  it('refuses by type what would go wrong: a credential used as text, a registry without a user', () => {
    writeFileSync(
      join(app, 'wrong.ts'),
      [
        "import { createRegistryStore } from 'ts-reg';",
        'const store = createRegistryStore();',
        '// @ts-expect-error -- a Secret is no string',
        "export const text: string = (await store.credential('r')).password;",
        '// @ts-expect-error -- user is missing',
        "await store.add('r', { secret: 'p' });",
        '// @ts-expect-error -- absence must be looked at',
        "(await store.get('r')).user;",
      ].join('\n'),
    );
    compile({ module: 'nodenext', noEmit: true });
    rmSync(join(app, 'wrong.ts'));
  }, 120_000);

  it('gets a new token from AWS, once, for a program that requires it as CommonJS', async () => {
    writeFileSync(
      join(app, 'required.cjs'),
      [
        "const { createRegistryStore } = require('ts-reg');",
        'const store = createRegistryStore();',
        `store.refresh({ force: true }).then(() => store.credentialFor('${cloud.registryHost}/app')).then(({ password }) => {`,
        '  process.stdout.write(password.reveal());',
        '  return store.close();',
        '});',
      ].join('\n'),
    );
    const before = cloud.aws.count('GetAuthorizationToken');
    const { exitCode, stdout, stderr } = await run(process.execPath, [join(app, 'required.cjs')], {
      environment,
      cwd: app,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(cloud.aws.isValidToken(stdout)).toBe(true);
    expect(cloud.aws.count('GetAuthorizationToken')).toBe(before + 1);
  });

  it('listens to no signal, and leaves the process as it was', async () => {
    writeFileSync(
      join(app, 'guest.js'),
      [
        "import { createRegistryStore } from 'ts-reg';",
        'const look = () => JSON.stringify([process.eventNames().map(String).sort(), process.exitCode ?? null]);',
        'const [before, emitWarning] = [look(), process.emitWarning];',
        'const store = createRegistryStore();',
        'await store.refresh({ force: true });',
        'await store.close();',
        'process.stdout.write(String(look() === before && process.emitWarning === emitWarning));',
      ].join('\n'),
    );
    expect(await run(process.execPath, [join(app, 'guest.js')], { environment, cwd: app })).toEqual({
      exitCode: 0,
      stdout: 'true',
      stderr: '',
    });
  });
});

it('has the interface of docs/api/ts-reg.api.md: a change there is a change for others (npm run api)', async () => {
  const declarations = join(root, 'scripts', 'declarations.mjs');
  const { apiReport } = (await import(declarations)) as { apiReport: () => string };
  expect(apiReport()).toBe(readFileSync(join(root, 'docs', 'api', 'ts-reg.api.md'), 'utf8'));
}, 60_000);
