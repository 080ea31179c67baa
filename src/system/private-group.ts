/** Whether a group is one user's own, as umask 002 presumes: then its right to write gives nothing to anybody else. */
import { readBoundedFile } from './read-file.js';

/** A directory service may make these long; more than this is not read, and the group counts as shared. Bytes. */
const largestDatabase = 8_388_608;

/**
 * True when the group has no other members than this user and root, whom nothing keeps out. A group that the local
 * files do not know is the user's own by its number: distributions give both the same.
 */
export function isPrivateGroup(
  group: number,
  user: number,
  files = { passwd: '/etc/passwd', group: '/etc/group' },
): boolean {
  try {
    const users = linesOf(files.passwd);
    const owners = users.filter(([, , , primary]) => primary === String(group)).map(([, , uid = '']) => uid);
    const entry = linesOf(files.group).find(([, , gid]) => gid === String(group));
    if (entry === undefined && owners.length === 0) return group === user;
    const names = (entry?.[3] ?? '').split(',').filter((name) => name !== '');
    const members = names.map((name) => users.find(([known]) => known === name)?.[2] ?? 'unknown');
    return [...owners, ...members].every((uid) => uid === String(user) || uid === '0');
  } catch {
    return group === user;
  }
}

/** Whether a path lies in the home folder that the local files name for this user. */
export function isInHomeOf(owner: number, path: string, passwd = '/etc/passwd'): boolean {
  try {
    return linesOf(passwd).some(([, , uid, , , home = '']) => {
      const folder = home.replace(/\/+$/, '');
      return uid === String(owner) && folder !== '' && (path === folder || path.startsWith(`${folder}/`));
    });
  } catch {
    return false;
  }
}

/** The fields of each line (passwd(5), group(5)). */
function linesOf(path: string): readonly (readonly string[])[] {
  const text = readBoundedFile(path, { largest: largestDatabase }).bytes.toString('latin1');
  return text.split('\n').map((line) => line.split(':'));
}
