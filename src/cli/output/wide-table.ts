/** What `registry list --wide` prints: complete in a pipe, cut to the width and coloured on a terminal. */
import type { RegistryView } from '../../registry/backend.js';
import type { TokenState } from '../../registry-store/registry-store.js';
import type { Output } from './output.js';
import { compareCodePoints } from './registry-order.js';
import { displayWidth } from './registry-width.js';
import { cutMiddle } from './terminal-text.js';
import { tokenStateText } from './token-state.js';

export interface WideTableOptions {
  readonly states: ReadonlyMap<string, TokenState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly output: Pick<Output, 'foreign' | 'paint'>;
  /** Width of the terminal; undefined in a pipe. */
  readonly columns: number | undefined;
}

const header = ['REGISTRY', 'NAME', 'TYPE', 'USER', 'TLS', 'TOKEN', 'UPDATED'] as const;
const gap = '  ';
/** Columns that give way on a narrow terminal: registry, name, user. */
const elastic = [0, 1, 3];
const narrowest = 12;

/** The table with its last line break; the header alone when nothing is stored. */
export function wideTable(views: readonly RegistryView[], options: WideTableOptions): string {
  const sorted = [...views].sort((left, right) => compareCodePoints(left.registry, right.registry));
  const rows = [header, ...sorted.map((view) => cellsOf(view, options).map(options.output.foreign))];
  const widths = fit(header.map((_, column) => rows.reduce((most, row) => Math.max(most, displayWidth(row[column] ?? '')), 0)), options.columns);
  const lines = rows.map((row, index) => {
    const cells = row.map((cell, column) => pad(cutMiddle(cell, widths[column] ?? 0), widths[column] ?? 0));
    return index === 0 ? options.output.paint.bold(cells.join(gap).trimEnd()) : painted(cells, options).join(gap).trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

function cellsOf(view: RegistryView, { states, now, columns }: WideTableOptions): readonly string[] {
  const state = states.get(view.registry);
  return [
    view.registry,
    view.name ?? 'N/A',
    view.type,
    view.user === '' ? '(anonymous)' : view.user,
    view.verifyTls ? 'verified' : 'insecure',
    state ? tokenStateText(state, now) : '-',
    columns === undefined ? view.updatedAt : view.updatedAt.slice(0, '2026-01-02'.length),
  ];
}

function painted(cells: readonly string[], { output: { paint } }: WideTableOptions): readonly string[] {
  return cells.map((cell, column) => {
    if (column === 4 && cell.startsWith('insecure')) return paint.magenta(cell);
    if (column === 5 && cell.startsWith('valid')) return paint.green(cell);
    return column === 5 && cell.startsWith('expired') ? paint.red(cell) : cell;
  });
}

/** Takes from the widest elastic column until the line fits. */
function fit(widths: readonly number[], columns: number | undefined): readonly number[] {
  const fitted = [...widths];
  const total = (): number => fitted.reduce((sum, width) => sum + width, gap.length * (fitted.length - 1));
  while (columns !== undefined && total() > columns) {
    const widest = elastic.reduce((best, column) => ((fitted[column] ?? 0) > (fitted[best] ?? 0) ? column : best));
    const width = fitted[widest] ?? 0;
    if (width <= narrowest) break;
    fitted[widest] = width - 1;
  }
  return fitted;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}
