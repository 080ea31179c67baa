/** Disks that are full, folders that cannot be written, links that somebody planted, a umask that hides nothing. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TsRegError } from '../../src/errors.js';
import { lockFolderOf, recordFileOf, registryHash } from '../../src/storage/layout/store-paths.js';
import { readTokenFile } from '../../src/storage/tokens/token-file.js';
import { prepare } from './commands.js';
import { callsOf } from './crash-points.js';
import { nextVersion, pathsIn, storeIn, tokenNumber, versioned } from './job.js';
import { startWorker } from './processes.js';
import { type Row, row } from './report.js';

const shim = fileURLToPath(new URL('../../test/torture/fs-shim.cjs', import.meta.url));

/** A tmpfs filled to the last byte, then the same one mounted read-only. */
export async function unwritableDisks(home: string): Promise<readonly Row[]> {
  mount(home, ['-t', 'tmpfs', '-o', 'size=256k,nr_inodes=200', 'tmpfs', home]);
  try {
    await prepare(home, 'change');
    fill(join(home, 'filler'));
    const full = await refusals(home);
    unlinkSync(join(home, 'filler'));
    const recovered = await storeIn(home).records.change('a.example', nextVersion('a.example'));
    if (recovered?.version !== 2) full.push('with space again, the next update does not run');
    await storeIn(home).tokens.withLock('a.example', { wait: true }, (turn) => turn.keep(tokenNumber(1)));
    mount(home, ['-o', 'remount,ro', home]);
    const readOnly = await refusals(home);
    const target = 'io error with path, store byte-identical, cached token served';
    return [
      row('a really full tmpfs', target, { measured: 'add, update, renewal', problems: full }),
      row('a read-only file system', target, { measured: 'add, update, renewal', problems: readOnly }),
    ];
  } finally {
    spawnSync('umount', [home]);
  }
}

async function refusals(home: string): Promise<string[]> {
  const before = fingerprint(home);
  const problems: string[] = [];
  const warnings: string[] = [];
  const store = storeIn(home, undefined, (line) => warnings.push(line));
  for (const [name, write] of [
    ['add', () => store.records.insert(versioned('new.example', 1))],
    ['update', () => store.records.change('a.example', nextVersion('a.example'))],
  ] as const) {
    const error: unknown = await write().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof TsRegError) || error.kind !== 'io' || !error.message.includes(home))
      problems.push(`${name}: ${String(error)}`);
  }
  const renewed = await store.tokens.withLock('a.example', { wait: true }, async (turn) => {
    await turn.keep(tokenNumber(2));
    return 'handed out';
  });
  if (renewed !== 'handed out' || warnings.length !== 1)
    problems.push(`renewal: ${renewed ?? 'nothing'}, ${warnings.length} warnings`);
  if (readTokenFile(pathsIn(home), 'a.example')?.password.reveal() !== 'token 1')
    problems.push('the cached token is not served');
  if (fingerprint(home) !== before) problems.push('the store is not byte-identical');
  return problems;
}

function mount(home: string, options: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', options, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${home}: ${stderr}`);
}

function fill(path: string): void {
  for (let size = 1 << 16; size >= 1; size >>= 1) {
    for (;;) {
      try {
        writeFileSync(path, Buffer.alloc(size, 1), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
}

function fingerprint(home: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = statSync(join(home, name));
    hash.update(`${name} ${stats.mode}\n`);
    if (stats.isFile()) hash.update(readFileSync(join(home, name)));
  }
  return hash.digest('hex');
}

/** umask 000 while everything is made; then a store that was made open to others. */
export async function modes(home: string): Promise<Row> {
  const former = process.umask(0);
  try {
    await prepare(home, 'change');
  } finally {
    process.umask(former);
  }
  const problems: string[] = [];
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(home, name));
    const mode = stats.mode & 0o777;
    if (mode !== (stats.isFile() ? 0o600 : 0o700)) problems.push(`${name} has mode ${mode.toString(8)}`);
  }
  const record = recordFileOf(pathsIn(home).dataFolder, 'a.example');
  chmodSync(record, 0o644);
  const refused: unknown = await storeIn(home)
    .records.find('a.example')
    .catch((reason: unknown) => reason);
  if (!(refused instanceof TsRegError) || refused.hint !== `chmod 600 ${record}`)
    problems.push('an open record is not refused');
  return row('umask 000, and a record of mode 0644', '0600 and 0700; refused with the chmod command', {
    measured: 'all files and folders',
    problems,
  });
}

/** Links where the lock, the record and every temp file are about to be made. */
export async function plantedLinks(home: string): Promise<Row> {
  const problems: string[] = [];
  let planted = 0;
  mkdirSync(join(home, 'insert'));
  await prepare(join(home, 'insert'), 'insert');
  const calls = await callsOf(home, 'insert');
  const points = calls.flatMap((call, index) => (call === 'openSync' ? [index + 1] : []));
  for (const point of points) {
    const folder = join(home, `point-${point}`);
    const victim = join(home, `victim-${point}`);
    mkdirSync(folder);
    writeFileSync(victim, 'untouched');
    await prepare(folder, 'insert');
    const environment = {
      TORTURE_FOLDER: folder,
      TORTURE_POINT: `${point}`,
      TORTURE_FAULT: 'plant-link',
      TORTURE_VICTIM: victim,
    };
    await startWorker(
      { kind: 'command', home: folder, command: 'insert' },
      { nodeOptions: ['--require', shim], environment },
    ).ended;
    if (readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => entry.isSymbolicLink()))
      planted += 1;
    if (readFileSync(victim, 'utf8') !== 'untouched') problems.push(`call ${point}: the link was followed`);
    rmSync(folder, { recursive: true });
  }
  if (planted < 2) problems.push('the lock and the record were to meet a link each');
  const folder = join(home, 'lock');
  const victim = join(home, 'victim-lock');
  mkdirSync(folder);
  await prepare(folder, 'insert');
  writeFileSync(victim, 'untouched');
  const lock = join(lockFolderOf(pathsIn(folder).dataFolder), `${registryHash('a.example')}.lock`);
  symlinkSync(victim, lock);
  const refused: unknown = await storeIn(folder)
    .records.delete('a.example')
    .catch((reason: unknown) => reason);
  if (!(refused instanceof TsRegError) || !refused.message.includes(lock))
    problems.push(`the planted lock: ${String(refused)}`);
  if (!existsSync(lock) || readFileSync(victim, 'utf8') !== 'untouched') problems.push('the planted lock was followed');
  return row('symlinks planted at temp and lock paths', 'none followed', {
    measured: `${planted + 1} planted`,
    problems,
  });
}
