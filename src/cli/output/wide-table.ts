/** What `registry list --wide` prints: complete in a pipe, cut to the width and coloured on a terminal. */
import type { TokenState } from '../../registry-store/embedded-store.js';
import type { RegistryView } from '../../registry/backend.js';
import type { Output } from './output.js';
import { compareCodePoints, displayWidth } from './table-text.js';
import { cutMiddle } from './terminal-text.js';

export interface WideTableOptions {
  readonly states: ReadonlyMap<string, TokenState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly output: Pick<Output, 'foreign' | 'paint'>;
  /** Width of the terminal; undefined in a pipe. */
  readonly columns: number | undefined;
}

interface Column {
  readonly title: string;
  readonly cell: (view: RegistryView, options: WideTableOptions) => string;
  /** May be cut to this width on a narrow terminal. */
  readonly narrowest?: number;
}

const columns: readonly Column[] = [
  {
    title: 'REGISTRY',
    cell: ({ registry }) => registry,
    narrowest: '123456789012.dkr.ecr.us-east-1.amazonaws.com'.length,
  },
  { title: 'NAME', cell: ({ name }) => name ?? 'N/A', narrowest: 12 },
  { title: 'TYPE', cell: ({ type }) => type },
  { title: 'USER', cell: ({ user }) => (user === '' ? '(anonymous)' : user), narrowest: 12 },
  { title: 'TLS', cell: ({ verifyTls }) => (verifyTls ? 'verified' : 'insecure') },
  { title: 'TOKEN', cell: tokenCell },
  {
    title: 'UPDATED',
    cell: ({ updatedAt }, { columns: width }) =>
      width === undefined ? updatedAt : updatedAt.slice(0, '2026-01-02'.length),
  },
];
/** What a terminal too narrow for all of it does without, in this order: a row that wraps cannot be read. */
const dispensable = ['NAME', 'UPDATED', 'TYPE', 'USER', 'TLS'];
const narrowestRegistry = 12;
const gap = '  ';

/** The table with its last line break; the header alone when nothing is stored. */
export function wideTable(views: readonly RegistryView[], options: WideTableOptions): string {
  const sorted = [...views].sort((left, right) => compareCodePoints(left.registry, right.registry));
  const rows = sorted.map((view) => columns.map(({ cell }) => options.output.foreign(cell(view, options))));
  const natural = columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, displayWidth(row[index] ?? '')), title.length),
  );
  const widths = fitted(natural, options.columns);
  const line = (cells: readonly string[], paint: (cell: string, title: string) => string): string =>
    columns
      .flatMap(({ title }, index) => {
        const width = widths.get(title);
        return width === undefined ? [] : [paint(pad(cutMiddle(cells[index] ?? '', width), width), title)];
      })
      .join(gap)
      .trimEnd();
  const header = options.output.paint.bold(
    line(
      columns.map(({ title }) => title),
      (cell) => cell,
    ),
  );
  return [header, ...rows.map((row) => line(row, (cell, title) => painted(cell, title, options))), ''].join('\n');
}

function tokenCell(view: RegistryView, { states, now }: WideTableOptions): string {
  const state = states.get(view.registry);
  return state ? tokenStateText(state, now) : '-';
}

function painted(cell: string, title: string, { output: { paint } }: WideTableOptions): string {
  if (title === 'TLS' && cell.startsWith('insecure')) return paint.magenta(cell);
  if (title === 'TOKEN' && cell.startsWith('valid')) return paint.green(cell);
  return title === 'TOKEN' && cell.startsWith('expired') ? paint.red(cell) : cell;
}

/** Width of each column that is shown, by title: all of them in a pipe, on a terminal what fits into its width. */
function fitted(natural: readonly number[], width: number | undefined): ReadonlyMap<string, number> {
  const widths = new Map(columns.map(({ title }, index) => [title, natural[index] ?? 0]));
  // A terminal that does not know its width says 0.
  if (width === undefined || width === 0) return widths;
  const total = (sizes: ReadonlyMap<string, number>): number =>
    [...sizes.values()].reduce((sum, size) => sum + size, gap.length * (sizes.size - 1));
  const least = ({ title, narrowest = Infinity }: Column): number => Math.min(widths.get(title) ?? 0, narrowest);
  const leastOfAll = (): number =>
    total(new Map(columns.filter(({ title }) => widths.has(title)).map((column) => [column.title, least(column)])));
  for (const title of dispensable) {
    if (leastOfAll() > width) widths.delete(title);
  }
  while (total(widths) > width) {
    const [widest] = columns
      .filter((column) => (widths.get(column.title) ?? 0) > least(column))
      .sort((left, right) => (widths.get(right.title) ?? 0) - (widths.get(left.title) ?? 0));
    // Nothing else is left to give way.
    const { title } = widest ?? { title: 'REGISTRY' };
    const size = widths.get(title) ?? 0;
    if (size <= narrowestRegistry && !widest) break;
    widths.set(title, size - 1);
  }
  return widths;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** `now` in milliseconds since the epoch. */
export function tokenStateText({ state, expiresAt }: TokenState, now: number): string {
  if (state === 'none' || expiresAt === undefined) return 'none';
  if (state === 'login') return `login, ends in ${durationText(expiresAt - now)}`;
  return state === 'expired' ? 'expired' : `valid ${durationText(expiresAt - now)}`;
}

/** `11h 32m`, `9m`, `<1m`: whole minutes, rounded down. */
export function durationText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return '<1m';
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}
