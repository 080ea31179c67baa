/** The tables of registries for people: `registry list` on a terminal, and `registry list --wide` everywhere. */
import type { TokenState } from '../../registry-store/embedded-store.js';
import type { RegistryView } from '../../registry/backend.js';
import { isoSeconds } from '../../system/iso-time.js';
import type { Output } from './output.js';
import { identityOfView, regionOf } from './registry-details.js';
import { compareCodePoints } from './table-text.js';
import { type TableColumn, tableText } from './table.js';
import { clockText, durationText } from './time-text.js';

export interface RegistryTableOptions {
  readonly states: ReadonlyMap<string, TokenState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly output: Pick<Output, 'foreign' | 'paint'>;
  /** Width of the terminal, 0 for an unknown one; undefined in a pipe. */
  readonly columns: number | undefined;
}

/** What is known of a registry: each function gives a cell. */
type Cell = (view: RegistryView) => string;
type CellColumn = Omit<TableColumn, 'cells' | 'short' | 'paint'> & {
  readonly cell: Cell;
  readonly brief?: Cell;
  readonly paint?: (cell: string, view: RegistryView) => string;
};

/** On a terminal: who signs in, how long its token lives, and what is unusual about it. No rows: an empty text. */
export function listTable(views: readonly RegistryView[], options: RegistryTableOptions): string {
  if (views.length === 0) return '';
  const { states } = options;
  const columns = [
    { title: 'USER', cell: identityText, least: 12, enough: 24, isEssential: true },
    ...(views.some(({ registry }) => states.has(registry)) ? [tokenColumn(options, '')] : []),
    ...(views.some(({ verifyTls }) => !verifyTls) ? [tlsColumn(options, '')] : []),
    ...(views.some((view) => ownName(view) !== '') ? [{ title: 'NAME', cell: ownName, least: 12, enough: 24 }] : []),
    { title: 'TYPE', cell: ({ type }: RegistryView) => type },
  ];
  return registryTable(views, columns, options);
}

/** All that is known; complete in a pipe. The title line alone when nothing is stored. */
export function wideTable(views: readonly RegistryView[], options: RegistryTableOptions): string {
  const { now, states, columns: width } = options;
  const time = (at: number): string => (width === undefined ? isoSeconds(at) : clockText(at, now));
  const expiry = ({ registry, expiresAt: end }: RegistryView): string => {
    const expiresAt = states.get(registry)?.expiresAt ?? end;
    return expiresAt === undefined ? '-' : time(expiresAt);
  };
  const columns: readonly CellColumn[] = [
    { title: 'IDENTITY', cell: identityText, least: 12, enough: 24, isEssential: true },
    tokenColumn(options, '-'),
    { title: 'EXPIRES', cell: expiry },
    tlsColumn(options, 'verified'),
    { title: 'NAME', cell: ({ name }) => name ?? 'N/A', least: 12, enough: 24 },
    { title: 'TYPE', cell: ({ type }) => type },
    { title: 'REGION', cell: (view) => regionOf(view) ?? '-' },
    { title: 'ENDPOINT', cell: ({ location }) => location?.endpoint ?? '-', least: 24 },
    { title: 'UPDATED', cell: ({ updatedAt }) => (width === undefined ? updatedAt : updatedAt.slice(0, 10)) },
  ];
  return registryTable(views, columns, options);
}

function registryTable(
  views: readonly RegistryView[],
  columns: readonly CellColumn[],
  { output: { foreign, paint }, columns: width }: RegistryTableOptions,
): string {
  const sorted = [...views].sort((left, right) => compareCodePoints(left.registry, right.registry));
  const cells = (cell: Cell): readonly string[] => sorted.map((view) => foreign(cell(view)));
  const others = columns.map(({ cell, brief, paint: painted, ...rest }): TableColumn => ({
    ...rest,
    cells: cells(cell),
    ...(brief && { short: cells(brief) }),
    ...(painted && {
      paint: (text: string, row: number) => {
        const view = sorted[row];
        return view === undefined ? text : painted(text, view);
      },
    }),
  }));
  const first = { title: 'REGISTRY', cells: cells(({ registry }) => registry) };
  return tableText(first, others, { width, paintTitle: (line) => paint.bold(line) });
}

/** `none`: of a registry that has no tokens. */
function tokenColumn({ states, now, output: { paint } }: RegistryTableOptions, none: string): CellColumn {
  const cell =
    (text: typeof tokenStateText): Cell =>
    ({ registry }) => {
      const state = states.get(registry);
      return state ? text(state, now) : none;
    };
  return {
    title: 'TOKEN',
    cell: cell(tokenStateText),
    brief: cell(briefState),
    isEssential: true,
    paint: (text, { registry }) => {
      const state = states.get(registry)?.state;
      if (state === 'fresh' || state === 'usable') return paint.green(text);
      return state === 'expired' ? paint.red(text) : text;
    },
  };
}

function tlsColumn({ output: { paint } }: RegistryTableOptions, verified: string): CellColumn {
  return {
    title: 'TLS',
    cell: ({ verifyTls }) => (verifyTls ? verified : 'unverified'),
    paint: (text, { verifyTls }) => (verifyTls ? text : paint.magenta(text)),
  };
}

function identityText(view: RegistryView): string {
  return identityOfView(view) ?? '(anonymous)';
}

/** A name that says more than the registry's own. */
function ownName({ name = '', registry }: RegistryView): string {
  return name === registry ? '' : name;
}

/** `now` in milliseconds since the epoch. */
export function tokenStateText({ state, expiresAt }: TokenState, now: number): string {
  if (state === 'none' || expiresAt === undefined) return 'none';
  if (state === 'login') return `login, ends in ${durationText(expiresAt - now)}`;
  return state === 'expired' ? 'expired' : `valid ${durationText(expiresAt - now)}`;
}

function briefState(state: TokenState, now: number): string {
  return tokenStateText(state, now).replace(/^(?:valid|login, ends in) /, '');
}
