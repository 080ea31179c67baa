/** The rooms of the house: who may import whom, which package lives where, and the habits that a program can check. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

/** ARCHITECTURE.md owns the three tables, so that what people read and what is proven are one text. */
const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
/** Leaves (`errors`, `secret`, …) are open to everyone. */
const mayImport = importTable('rooms');
/** The store's own layers: what may seal, lock or keep may be built on what is listed, and on nothing above it. */
const storageLayers = importTable('layers');
/** A package and the only place that may name it. */
const packageHomes: Readonly<Record<string, string>> = Object.fromEntries(
  tableRows('packages').map(([name = '', home = '']) => [wordsIn(name)[0] ?? '', wordsIn(home)[0] ?? '']),
);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();
const imports = files.flatMap((from): Import[] => {
  const text = readFileSync(join(source, from), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g,
  );
  return Array.from(found, (match) => ({
    from,
    to: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
  }));
});
const inner = imports
  .filter(({ to }) => to.startsWith('.'))
  .map((edge) => ({ ...edge, to: normalize(join(dirname(edge.from), edge.to)).replace(/\.js$/, '.ts') }));

describe('the source tree', () => {
  it('has the rooms of the table in ARCHITECTURE.md, and no others', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== ''));
    expect([...rooms].sort()).toEqual(Object.keys(mayImport).sort());
    const layers = new Set(files.map(layerOf).filter((layer) => layer !== undefined));
    expect([...layers].sort()).toEqual(Object.keys(storageLayers).sort());
    expect(Object.keys(packageHomes).length).toBeGreaterThan(5);
  });

  it('has every file that ARCHITECTURE.md names', () => {
    const named = [...architecture.matchAll(/`((?:src|test|scripts|docs)\/[\w./-]*)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('imports between rooms as the table allows', () => {
    const wrong = inner.filter(({ from, to }) => {
      const [source, target] = [roomOf(from), roomOf(to)];
      if (target === '' || target === source || to.startsWith('..')) return false;
      return !(mayImport[source] ?? []).includes(target);
    });
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('imports between the layers of the store as their table allows', () => {
    const layered = inner.flatMap(({ from, to }) => {
      const [source, target] = [layerOf(from), layerOf(to)];
      return source !== undefined && source in storageLayers && to.startsWith('storage/')
        ? [{ from, to, source, target }]
        : [];
    });
    expect(layered.length).toBeGreaterThan(0);
    const wrong = layered.filter(
      ({ source, target }) => target !== source && !(storageLayers[source] ?? []).includes(target ?? ''),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('has no import cycle', () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of inner) if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
    expect(findCycle(edges)).toBeUndefined();
  });

  it('keeps each package in its one place', () => {
    const strays = imports.filter(({ from, to }) => {
      const home = Object.entries(packageHomes).find(([name]) => to === name || to.startsWith(`${name}/`))?.[1];
      return home !== undefined && !from.startsWith(home);
    });
    expect(strays.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('makes hints by their tags alone: nothing else turns text into one', () => {
    const casts = files.filter((file) => /\bas Hint\b/.test(code(file)));
    expect(casts).toEqual(['errors.ts', 'system/hint.ts']);
    const reading = files.filter((file) => /\bhintFromProcess\b/.test(code(file)));
    expect(reading).toEqual(['storage/tokens/renewal-failure.ts', 'system/hint.ts']);
  });

  it('says in the first line of every file what it is for', () => {
    expect(files.filter((file) => !readFileSync(join(source, file), 'utf8').startsWith('/**'))).toEqual([]);
  });

  it('has no file over 180 lines and no room without a name', () => {
    expect(files.filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 181)).toEqual([]);
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc|index)\.ts$/.test(file))).toEqual([]);
  });

  it('has no line over 120 columns in src, bin, scripts and bench', () => {
    const long = ['src', 'bin', 'scripts', 'bench'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:ts|mjs|cjs|js)$/.test(file))
        .flatMap((file) => {
          const lines = readFileSync(join(root, folder, file), 'utf8').split('\n');
          return lines.flatMap((line, index) => (line.length > 120 ? [`${folder}/${file}:${index + 1}`] : []));
        }),
    );
    expect(long).toEqual([]);
  });

  it('bounds nothing by AbortSignal.any: Node 20 lets a timeout among its signals be collected', () => {
    expect(files.filter((file) => code(file).includes('AbortSignal.any('))).toEqual([]);
  });

  it('never ends the process, never asks the clock, never reads the environment outside its edge', () => {
    const edge = [
      'library/library.ts',
      'cli/process/process-world.ts',
      'cli/process/process-home.ts',
      'cli/process/process-setup.ts',
      'cli/process/ts-reg.ts',
      'cli/process/docker-credential-ts-reg.ts',
      'system/process-identity.ts',
      // Whether the shell that a hint is typed into has a home: one look, when something is refused already.
      'system/repair-hints.ts',
    ];
    const strays = files
      .filter((file) => !edge.includes(file))
      .filter((file) => /process\.exit\(|Date\.now\(|process\.env\b/.test(code(file)));
    expect(strays).toEqual([]);
  });

  it('mirrors every source file with logic by a test', () => {
    const missing = files.filter((file) => hasLogic(file) && !isMirrored(file));
    expect(missing).toEqual([]);
  });
});

/** The rows of the table below the comment `<!-- NAME -->`, as cells. */
function tableRows(name: string): readonly (readonly string[])[] {
  const [, table = ''] = architecture.split(`<!-- ${name} -->\n`);
  const [, , ...rows] = (table.split('\n\n')[0] ?? '').split('\n');
  return rows.map((row) => row.split('|').slice(1, -1));
}

/** `system/` and `registry` in a cell, without the slash. */
function importTable(name: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    tableRows(name).map(([room = '', , imports = '']) => [
      (wordsIn(room)[0] ?? '').replace(/\/$/, ''),
      wordsIn(imports),
    ]),
  );
}

function wordsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);
}

function roomOf(file: string): string {
  return file.includes('/') ? (relative('.', file).split('/')[0] ?? '') : '';
}

/** `keys` of `storage/keys/key-file.ts`; undefined for a file outside the store or directly in its room. */
function layerOf(file: string): string | undefined {
  const [room, layer, name] = file.split('/');
  return room === 'storage' && name !== undefined ? layer : undefined;
}

function code(file: string): string {
  return readFileSync(join(source, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

function hasLogic(file: string): boolean {
  return /\bfunction\b|=>|\bclass\b/.test(code(file).replace(/interface \w+[^{]*\{[\s\S]*?\n\}/g, ''));
}

function isMirrored(file: string): boolean {
  return existsSync(join(root, 'test', file.replace(/\.ts$/, '.test.ts')));
}

function findCycle(edges: ReadonlyMap<string, readonly string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' → ');
    if (done.has(file)) return undefined;
    done.add(file);
    return (edges.get(file) ?? []).map((next) => visit(next, [...path, file])).find((cycle) => cycle !== undefined);
  };
  return [...edges.keys()].map((file) => visit(file, [])).find((cycle) => cycle !== undefined);
}
