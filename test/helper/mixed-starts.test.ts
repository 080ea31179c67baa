/**
 * Whatever starts the process, one user has one store and one token: sessions, cron, systemd, sudo, CI, in turn, as real
 * processes of a user whose entry of the password database names the home folder.
 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackAws, startLoopbackAws } from '../support/loopback-aws.js';
import { type Ended, helper, run, tsReg } from '../support/spawned.js';
import { passwordOf, user } from './helper-home.js';

const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const uid = 61_234;
const path = `PATH=${process.env['PATH'] ?? ''}`;
let folder: string;
let home: string;
let aws: LoopbackAws;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ts-reg-starts-'));
  chmodSync(folder, 0o755);
  home = ownFolder('home');
  writeFileSync(join(folder, 'passwd'), `root:x:0:0::/root:/bin/sh\nts-reg-ci:x:${uid}:${uid}::${home}:/bin/sh\n`);
  aws = await startLoopbackAws({ keys: [user] });
  const config = join(home, '.config', 'ts-reg');
  for (const below of ['.config', '.config/ts-reg']) ownFolder(join('home', below));
  writeFileSync(join(config, 'config.yaml'), `endpoints: { ecr: ${aws.url} }\n`, { mode: 0o600 });
  chownSync(join(config, 'config.yaml'), uid, uid);
});
afterEach(async () => {
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
});

function ownFolder(name: string): string {
  const made = join(folder, name);
  mkdirSync(made, { mode: 0o700 });
  chownSync(made, uid, uid);
  return made;
}

/** One process of that user with exactly these variables. Root alone can become another user and mount the database. */
function start(
  program: readonly string[],
  variables: readonly string[],
  { input = registry, as = uid, cwd = '/' } = {},
): Promise<Ended> {
  const id = String(as);
  const become = ['setpriv', '--reuid', id, '--regid', id, '--clear-groups', '--', 'env', '-i', ...variables];
  const script = 'mount --bind "$1" /etc/passwd && cd "$2" && shift 2 && exec "$@"';
  return run(
    'unshare',
    ['--mount', '/bin/sh', '-c', script, 'sh', join(folder, 'passwd'), cwd, ...become, ...program],
    { input },
  );
}

function add(variables: readonly string[]): Promise<Ended> {
  return start(
    [tsReg, 'registry', 'add', registry, user.accessKeyId, '--password-stdin', '--skip-validate'],
    variables,
    { input: user.secretAccessKey },
  );
}

const session = (): readonly string[] => [
  path,
  `HOME=${home}`,
  'USER=ts-reg-ci',
  'LANG=C.UTF-8',
  'TERM=xterm',
  `XDG_RUNTIME_DIR=${join(folder, 'run')}`,
  'XDG_SESSION_TYPE=wayland',
  'DISPLAY=:0',
];

const starts: readonly (readonly [string, () => readonly string[]])[] = [
  ['a desktop session', session],
  ['a unit of systemd', () => [path]],
  [
    'a unit of systemd with User=',
    () => [path, `HOME=${home}`, 'LOGNAME=ts-reg-ci', 'USER=ts-reg-ci', 'SHELL=/bin/sh'],
  ],
  ['cron', () => [path, `HOME=${home}`, 'LOGNAME=ts-reg-ci', 'SHELL=/bin/sh']],
  ['ssh', () => [path, `HOME=${home}`, 'USER=ts-reg-ci', 'SSH_CONNECTION=127.0.0.1 1 127.0.0.1 22']],
  ['sudo -u', () => [path, `HOME=${home}`, 'USER=ts-reg-ci', 'SUDO_USER=root', 'SUDO_UID=0', 'SUDO_COMMAND=/bin/x']],
  ['a CI runner', () => [path, `HOME=${home}/`, 'CI=true', 'GITHUB_ACTIONS=true', 'TMPDIR=/tmp']],
  ['a service with an empty HOME', () => [path, 'HOME=']],
  ['XDG variables that are relative', () => [path, 'XDG_CONFIG_HOME=.config', 'XDG_DATA_HOME=data']],
];

describe('one user has one store and one token', () => {
  it(`in ${starts.length} processes that were started in different ways: one exchange`, async () => {
    ownFolder('run');
    expect(await add(session())).toMatchObject({ exitCode: 0 });
    const passwords = new Set<string>();
    for (const [, variables] of starts) passwords.add(passwordOf(await start([helper, 'get'], variables())));
    expect([passwords.size, aws.calls.length]).toEqual([1, 1]);
    expect(readdirSync(join(folder, 'run'))).toEqual([]);
    expect(readdirSync(home).sort()).toEqual(['.config', '.local']);
  });

  it.each(starts)('that %s makes, for all others', async (_, variables) => {
    ownFolder('run');
    expect(await add(variables())).toMatchObject({ exitCode: 0 });
    for (const [, other] of starts.slice(0, 4)) passwordOf(await start([helper, 'get'], other()));
    expect(aws.calls).toHaveLength(1);
    expect(readdirSync(home).sort()).toEqual(['.config', '.local']);
  });

  it('with a token that ran out: one exchange, by whichever comes first', async () => {
    ownFolder('run');
    expect(await add(session())).toMatchObject({ exitCode: 0 });
    rmSync(join(home, '.local', 'share', 'ts-reg', 'tokens'), { recursive: true });
    const answers = await Promise.all(starts.map(([, variables]) => start([helper, 'get'], variables())));
    expect(new Set(answers.map(passwordOf)).size).toBe(1);
    expect(aws.calls).toHaveLength(2);
  });
});

describe('what cannot be meant is refused, and nothing is made', () => {
  it.each([
    ['TS_REG_HOME=~/ts-reg', 'TS_REG_HOME is not an absolute path: "~/ts-reg"'],
    ['TS_REG_HOME=$HOME/ts-reg', 'TS_REG_HOME is not an absolute path: "$HOME/ts-reg"'],
    ['TS_REG_HOME=%h/ts-reg', 'TS_REG_HOME is not an absolute path: "%h/ts-reg"'],
    ['TS_REG_HOME="/srv/ts-reg"', String.raw`TS_REG_HOME is not an absolute path: "\"/srv/ts-reg\""`],
    ['HOME=home', 'cannot determine where to store registries: HOME is not an absolute path: "home"'],
    ['HOME=~', 'cannot determine where to store registries: HOME is not an absolute path: "~"'],
  ])('%s', async (variable, text) => {
    const cwd = ownFolder('cwd');
    const line = `${text}\n`;
    const answer = await start([helper, 'get'], [path, variable], { cwd });
    expect(answer).toEqual({ exitCode: 1, stdout: line, stderr: `docker-credential-ts-reg: ${line}` });
    expect((await add([path, variable])).stderr).toContain(`Error: ${line}hint: export TS_REG_HOME=`);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('a user whom the password database does not have, without HOME', async () => {
    const answer = await start([helper, 'get'], [path], { as: uid + 1 });
    expect(answer).toMatchObject({
      exitCode: 1,
      stdout: 'cannot determine where to store registries: HOME is not set\n',
    });
  });

  it('such a user has a store with TS_REG_HOME, and one token', async () => {
    const store = join(ownFolder('data'), 'ts-reg');
    chownSync(join(folder, 'data'), uid + 1, uid + 1);
    const as = uid + 1;
    const input = JSON.stringify({ ServerURL: 'r.example.com', Username: 'ci', Secret: 'p' });
    const starts = [
      [path, `TS_REG_HOME=${store}`],
      [path, `TS_REG_HOME=${store}/`, 'HOME=/'],
      [path, `TS_REG_HOME=${store}/.`],
    ];
    expect(await start([helper, 'store'], starts[0] ?? [], { as, input })).toMatchObject({ exitCode: 0 });
    for (const variables of starts)
      expect(passwordOf(await start([helper, 'get'], variables, { as, input: 'r.example.com' }))).toBe('p');
  });
});
