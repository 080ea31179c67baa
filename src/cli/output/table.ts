/**
 * Tables for people: one line a row. The first cell is whole, at any width; of the others stand there as many as
 * the terminal has room for, the more important ones first.
 */
import { displayWidth } from './table-text.js';
import { cutEnd, cutMiddle } from './terminal-text.js';

export interface TableColumn {
  readonly title: string;
  /** One for each row, in one line, fit for a terminal. */
  readonly cells: readonly string[];
  /** The same in fewer words, for a terminal that has no room for `cells`. */
  readonly short?: readonly string[];
  /** May be cut to this width; left out: it is whole or not there. */
  readonly least?: number;
  /** Beyond this width it gets only the room that no column behind it wants. */
  readonly enough?: number;
  /** Where a cell is cut. Default: in its middle, because both ends of a name tell it from others. */
  readonly cut?: 'middle' | 'end';
  /** Gets its room before any column behind it that is not. */
  readonly isEssential?: boolean;
  readonly paint?: (cell: string, row: number) => string;
}

export interface TableStyle {
  /** Of the terminal; undefined or 0: there is room for everything. */
  readonly width: number | undefined;
  readonly paintTitle: (line: string) => string;
}

interface Column extends TableColumn {
  /** Width with `cells`, and with `short`. */
  readonly full: number;
  readonly brief: number;
  readonly smallest: number;
}

/** A column that is shown, and where it begins. */
interface Placed extends Column {
  readonly width: number;
  readonly start: number;
}

const gap = 2;

/** Title line and rows with the last line break. The columns behind the first come in the order of their importance. */
export function tableText(first: TableColumn, others: readonly TableColumn[], style: TableStyle): string {
  const names = first.cells.map((text) => ({ text, width: displayWidth(text) }));
  const columns = others.map(measured);
  const width = style.width === undefined || style.width === 0 ? Infinity : style.width;
  const nameWidth = firstWidth(first.title.length, names, { columns, width });
  const placed = placedIn(columns, { start: nameWidth, width });
  const title = style.paintTitle(line(first.title, placed, (column) => column.title));
  return `${[title, ...names.map((name, row) => rowText(name, { row, placed, width }))].join('\n')}\n`;
}

function measured(column: TableColumn): Column {
  const widest = (cells: readonly string[]): number =>
    cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), column.title.length);
  const full = widest(column.cells);
  const brief = Math.min(full, column.enough ?? Infinity, column.short === undefined ? full : widest(column.short));
  return { ...column, full, brief, smallest: Math.min(brief, Math.max(column.least ?? brief, column.title.length)) };
}

/**
 * Width of the first column: its widest cell, if the essential columns have room beside it. A few long names do not
 * take that room from all others; they run over the cells to their right.
 */
function firstWidth(
  title: number,
  names: readonly { readonly width: number }[],
  { columns, width }: { readonly columns: readonly Column[]; readonly width: number },
): number {
  const widest = (room: number): number =>
    names.reduce((most, name) => (name.width <= room ? Math.max(most, name.width) : most), title);
  const essential = columns.filter(({ isEssential }) => isEssential);
  for (let count = essential.length; count > 0; count -= 1) {
    const room = width - essential.slice(0, count).reduce((sum, { smallest }) => sum + gap + smallest, 0);
    const fitting = names.filter((name) => name.width <= room).length;
    if (fitting * 2 > names.length) return widest(room);
  }
  return widest(width);
}

/** The columns that have room, each with its width. */
function placedIn(
  columns: readonly Column[],
  { start, width }: { readonly start: number; readonly width: number },
): readonly Placed[] {
  let left = width - start;
  const chosen = columns.flatMap((column, index) => {
    const reserved = columns
      .slice(index + 1)
      .reduce((sum, { isEssential, smallest }) => sum + (isEssential ? gap + smallest : 0), 0);
    const taken = widthIn(column, left - gap - reserved) ?? widthIn(column, left - gap);
    if (taken === undefined) return [];
    left -= gap + taken;
    return [{ ...column, width: taken }];
  });
  let at = start;
  return chosen.map((column) => {
    const missing = column.full - column.width;
    // Cells in fewer words are of no use halfway to the long ones.
    const more = missing <= left ? missing : column.short === undefined && column.least !== undefined ? left : 0;
    left -= more;
    const placed = { ...column, width: column.width + more, start: at + gap };
    at = placed.start + placed.width;
    return placed;
  });
}

function widthIn({ brief, smallest }: Column, room: number): number | undefined {
  if (room >= brief) return brief;
  return room >= smallest ? room : undefined;
}

/** A name that is wider than the terminal stands alone, and its cells below it. */
function rowText(
  name: { readonly text: string; readonly width: number },
  { row, placed, width }: { readonly row: number; readonly placed: readonly Placed[]; readonly width: number },
): string {
  const cell = (column: Placed): string => cellText(column, row);
  if (name.width <= width) return line(name.text, placed, cell);
  const below = line('', placed, cell);
  return below === '' ? name.text : `${name.text}\n${below}`;
}

function cellText({ cells, short = cells, width, cut, paint = (text) => text }: Placed, row: number): string {
  const whole = cells[row] ?? '';
  const text = displayWidth(whole) <= width ? whole : (short[row] ?? '');
  return paint((cut === 'end' ? cutEnd : cutMiddle)(text, width), row);
}

/** A line of cells, each at its column; what the first one covers is left out. */
function line(first: string, placed: readonly Placed[], cellOf: (column: Placed) => string): string {
  let text = first;
  let at = displayWidth(first);
  for (const column of placed) {
    const cell = cellOf(column);
    if (cell === '' || (at > 0 && at + gap > column.start)) continue;
    text += ' '.repeat(column.start - at) + cell;
    at = column.start + displayWidth(cell);
  }
  return text;
}
