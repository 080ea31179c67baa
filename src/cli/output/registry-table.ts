/** What `registry list` prints, byte for byte as anchore-cli does (prettytable 3.6, style PLAIN_COLUMNS). */
import type { RegistryView } from '../../registry/backend.js';
import { compareCodePoints, displayWidth } from './table-text.js';

const header = ['Registry', 'Name', 'Type', 'User'];
/** Blanks behind every cell. */
const padding = 8;

/**
 * A header and a line for each registry, without a line break at the end; nothing at all when there is none.
 * Sorted by registry, then by the other columns; a value of several lines makes a row of several lines.
 */
export function registryTable(views: readonly RegistryView[], sanitize: (text: string) => string): string {
  if (views.length === 0) return '';
  const sorted = views.map(({ registry, name, type, user }) => [registry, name ?? 'N/A', type, user]).sort(compareRows);
  const rows = [header, ...sorted.map((row) => row.map(sanitize))];
  const widths = header.map((_, column) => columnWidth(rows, column));
  return rows.map((row) => rowText(row, widths)).join('\n');
}

function compareRows(left: readonly string[], right: readonly string[]): number {
  for (let column = 0; column < header.length; column += 1) {
    const difference = compareCodePoints(left[column] ?? '', right[column] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function columnWidth(rows: readonly (readonly string[])[], column: number): number {
  let width = 0;
  for (const row of rows) {
    for (const line of linesOf(row[column] ?? '')) width = Math.max(width, displayWidth(line));
  }
  return width;
}

function rowText(row: readonly string[], widths: readonly number[]): string {
  if (!row.some((value) => value.includes('\n'))) return lineText(row, widths);
  const cells = row.map(linesOf);
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) =>
    lineText(
      cells.map((lines) => lines[index] ?? ''),
      widths,
    ),
  ).join('\n');
}

function lineText(line: readonly string[], widths: readonly number[]): string {
  let text = '';
  for (let column = 0; column < header.length; column += 1) {
    const value = line[column] ?? '';
    text += value + ' '.repeat((widths[column] ?? 0) - displayWidth(value) + padding);
  }
  return text;
}

function linesOf(text: string): readonly string[] {
  return text.includes('\n') ? text.split('\n') : [text];
}
