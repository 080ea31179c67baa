/** What `registry list` prints, byte for byte as anchore-cli does (prettytable 3.6, style PLAIN_COLUMNS). */
import type { RegistryView } from '../../registry/backend.js';
import { compareCodePoints } from './registry-order.js';
import { displayWidth } from './registry-width.js';

const header = ['Registry', 'Name', 'Type', 'User'];
const padding = ' '.repeat(8);

/**
 * A header and a line for each registry, without a line break at the end; nothing at all when there is none.
 * Sorted by registry, then by the other columns; a value of several lines makes a row of several lines.
 */
export function registryTable(views: readonly RegistryView[], sanitize: (text: string) => string): string {
  if (views.length === 0) return '';
  const rows = views.map(({ registry, name, type, user }) => [registry, name ?? 'N/A', type, user]).sort(compareRows);
  const cells = [header, ...rows].map((row) => row.map((value) => sanitize(value).split('\n')));
  const widths = header.map((_, column) => columnWidth(cells, column));
  return cells.flatMap((row) => rowLines(row, widths)).join('\n');
}

function compareRows(left: readonly string[], right: readonly string[]): number {
  for (const [column, value] of left.entries()) {
    const difference = compareCodePoints(value, right[column] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

type Cell = readonly string[];

function columnWidth(rows: readonly (readonly Cell[])[], column: number): number {
  let width = 0;
  for (const row of rows) {
    for (const line of row[column] ?? []) width = Math.max(width, displayWidth(line));
  }
  return width;
}

function rowLines(row: readonly Cell[], widths: readonly number[]): readonly string[] {
  const height = Math.max(...row.map((cell) => cell.length));
  return Array.from({ length: height }, (_, index) =>
    row.map((cell, column) => pad(cell[index] ?? '', widths[column] ?? 0)).join(''));
}

function pad(line: string, width: number): string {
  return `${line}${' '.repeat(width - displayWidth(line))}${padding}`;
}
