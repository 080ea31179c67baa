/**
 * Installed from git, as people do while nothing is published: npm clones, installs what the build needs from its
 * registry, and runs `prepare`. Home, prefix and cache of npm are new, so each form costs what it costs a person.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Ended, run } from '../support/spawned.js';

const root = join(import.meta.dirname, '..', '..');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const limitMs = 120_000;
/** The limit is a promise about npm and us, not about a machine that runs other things, too. */
const patienceMs = 2 * limitMs;
let folder: string;
let url: string;
let environment: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-git-install-'));
  const repository = join(folder, 'repository');
  copySources(repository);
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...author, 'commit', '--quiet', '--message', 'all'],
  ])
    execFileSync('git', args, { cwd: repository });
  url = `git+file://${repository}`;
  environment = {
    // The way to npm's registry.
    ...inject('npmEnvironment'),
    HOME: join(folder, 'home'),
    TS_REG_HOME: join(folder, 'ts-reg'),
    npm_config_prefix: join(folder, 'prefix'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  for (const name of ['home', 'prefix', 'app']) mkdirSync(join(folder, name));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What is committed, with what is changed here. */
function copySources(target: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of files
    .toString()
    .split('\0')
    .filter((name) => name !== '')) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
}

async function npm(args: readonly string[]): Promise<Ended> {
  const begun = Date.now();
  const ended = await run(args[0] === 'npx' ? 'npx' : 'npm', args.slice(args[0] === 'npx' ? 1 : 0), {
    environment,
    cwd: join(folder, 'app'),
  });
  expect(ended.exitCode, ended.stderr).toBe(0);
  process.stdout.write(`${args.slice(0, 3).join(' ')}: ${Math.round((Date.now() - begun) / 1000)} s\n`);
  return ended;
}

/** Both programs do what docker needs: store, and answer. */
async function mustWork(programs: string): Promise<void> {
  expect((await run(join(programs, 'ts-reg'), ['--version'], { environment })).stdout).toBe(`${version}\n`);
  const helper = join(programs, 'docker-credential-ts-reg');
  const login = { ServerURL: 'r.example', Username: 'ci', Secret: 'p' };
  expect(await run(helper, ['store'], { environment, input: JSON.stringify(login) })).toMatchObject({ exitCode: 0 });
  const { stdout } = await run(helper, ['get'], { environment, input: 'r.example' });
  expect(JSON.parse(stdout)).toEqual(login);
  const listed = await run(join(programs, 'ts-reg'), ['registry', 'list'], { environment });
  expect(listed.stdout).toContain('r.example');
}

it(
  'npm install git+URL gives both programs and the library',
  async () => {
    const app = join(folder, 'app');
    writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true, "type": "module" }');
    await npm(['install', url]);
    await mustWork(join(app, 'node_modules', '.bin'));
    writeFileSync(
      join(app, 'main.js'),
      "import { createRegistryStore } from 'ts-reg';\nconst store = createRegistryStore();\nconsole.log((await store.list()).length);\nawait store.close();\n",
    );
    expect(await run(process.execPath, [join(app, 'main.js')], { environment })).toEqual({
      exitCode: 0,
      stdout: '1\n',
      stderr: '',
    });
    expect(
      readFileSync(join(app, 'node_modules', 'ts-reg', 'dist', 'types', 'library', 'library.d.ts'), 'utf8'),
    ).toMatch(/createRegistryStore/);
  },
  patienceMs,
);

it(
  'npm install --global git+URL puts both programs and the manual page where they are found',
  async () => {
    await npm(['install', '--global', url]);
    await mustWork(join(folder, 'prefix', 'bin'));
    expect(readFileSync(join(folder, 'prefix', 'share', 'man', 'man1', 'ts-reg.1'), 'utf8')).toContain('.TH');
  },
  patienceMs,
);

it(
  'npx git+URL runs ts-reg',
  async () => {
    expect((await npm(['npx', '--yes', url, '--version'])).stdout).toBe(`${version}\n`);
  },
  patienceMs,
);

it(
  'the archive of a commit, which GitHub gives to npm instead of a clone, is built as well, inside a repository of others',
  async () => {
    const archive = join(folder, 'repository', 'archive');
    copySources(archive);
    symlinkSync(join(root, 'node_modules'), join(archive, 'node_modules'));
    const { scripts } = JSON.parse(readFileSync(join(archive, 'package.json'), 'utf8')) as {
      scripts: { prepare: string };
    };
    const ended = await run('sh', ['-c', scripts.prepare], { environment, cwd: archive });
    expect(ended.exitCode, ended.stderr).toBe(0);
    const page = readFileSync(join(archive, 'dist', 'ts-reg.1'), 'utf8');
    expect(page).toMatch(/^\.TH "TS\\-REG" "1" "\d{4}\\-\d{2}\\-\d{2}"/m);
    expect((await run(join(archive, 'bin', 'ts-reg'), ['--version'], { environment })).stdout).toBe(`${version}\n`);
  },
  patienceMs,
);

it('an npm that runs no scripts installs what cannot work, and ts-reg says why and what helps', async () => {
  const place = join(folder, 'unbuilt');
  cpSync(join(root, 'bin'), join(place, 'bin'), { recursive: true });
  expect(await run(join(place, 'bin', 'ts-reg'), ['--version'], { environment })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `Error: ts-reg is not built: ${join(place, 'dist')} is missing\nhint: npm install --global --ignore-scripts=false git+REPOSITORY_URL\n`,
  });
  mkdirSync(join(place, 'src'));
  expect((await run(join(place, 'bin', 'ts-reg'), ['--version'], { environment })).stderr).toContain(
    'hint: npm run build\n',
  );
});
