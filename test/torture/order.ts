/** Whether a record is on the disk before anybody hears of it: write, fsync, rename or link, fsync of the folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './commands.js';
import { callsOf } from './crash-points.js';
import { type Row, row } from './report.js';

const expected = { change: 'renameSync', insert: 'linkSync', delete: 'unlinkSync' } as const;

export async function order(home: string): Promise<Row> {
  const problems: string[] = [];
  for (const [command, commit] of Object.entries(expected) as [keyof typeof expected, string][]) {
    mkdirSync(join(home, command));
    await prepare(join(home, command), command);
    const calls = await callsOf(home, command);
    const folderSync = calls.lastIndexOf('fsyncSync');
    const committed = calls.lastIndexOf(commit, folderSync);
    const fileSync = calls.lastIndexOf('fsyncSync', committed);
    const written = calls.lastIndexOf('writeSync', committed);
    const inOrder =
      committed >= 0 &&
      committed < folderSync &&
      (command === 'delete' || (written >= 0 && written < fileSync && fileSync < committed));
    if (!inOrder) problems.push(`${command}: ${calls.join(' ')}`);
  }
  return row('order of a write', 'write, fsync, rename or link, fsync of the folder', {
    measured: Object.keys(expected).join(', '),
    problems,
  });
}
