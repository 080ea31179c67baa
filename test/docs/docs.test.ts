/** The documentation: every block of shell commands is run, every transcript speaks of commands that exist. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { run, tsReg } from '../support/spawned.js';
import { type DocsCloud, startDocsCloud } from './docs-cloud.js';
import { blocksOf, localLinks, typedCommands } from './markdown.js';
import { type Reader, runBlock } from './run-block.js';

const root = join(import.meta.dirname, '..', '..');
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const all = documents.flatMap((document) =>
  blocksOf(textOf(document)).map((block) => ({ document, block, place: `${document}:${block.line}` })),
);
const helps = new Map<string, Promise<string>>();
const homes: string[] = [];
let cloud: DocsCloud;
let ran = 0;

beforeAll(async () => {
  cloud = await startDocsCloud();
});
afterAll(async () => {
  await cloud.close();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
  process.stdout.write(
    `documentation: ${ran} blocks run, ${all.filter(({ block }) => block.language === 'console').length} transcripts checked\n`,
  );
});

describe('every sh block runs, and every sql block before those below it', () => {
  let reader: Reader;
  for (const { block, place } of all.filter(({ block: { language } }) => language === 'sh' || language === 'sql')) {
    it(place, async () => {
      if (block.language === 'sql') {
        await cloud.database.sql(block.text, block.wishes.find((wish) => wish.startsWith('as '))?.slice(3));
        return;
      }
      const above = reader;
      if (!block.wishes.includes('continued')) reader = newReader();
      if (block.wishes.includes('the key of the block above'))
        for (const file of ['shared-key', '.pgpass']) copyFileSync(join(above.home, file), join(reader.home, file));
      const { exitCode, expectedExit, output } = await runBlock(reader, {
        ...block,
        text: cloud.database.located(block.text),
      });
      ran += 1;
      expect(exitCode, output).toBe(expectedExit);
    });
  }
});

describe('every transcript types commands that exist', () => {
  for (const { block, place } of all.filter(({ block: { language } }) => language === 'console')) {
    it(place, async () => {
      const commands = typedCommands(block.text);
      expect(commands, 'a transcript has a line that begins with "$ "').not.toEqual([]);
      for (const command of commands) await mustExist(command);
    });
  }
});

it('no block is of a kind that escapes these tests', () => {
  // Those in TypeScript run in test/scripts/library-package.test.ts.
  const kinds = new Set(['sh', 'sql', 'console', 'yaml', 'json', 'ini', 'toml', 'groovy', 'ts']);
  expect(all.filter(({ block }) => !kinds.has(block.language)).map(({ place }) => place)).toEqual([]);
});

it('every yaml and json block can be parsed', () => {
  for (const { block, place } of all.filter(({ block: { language } }) => language === 'yaml' || language === 'json')) {
    expect(() => {
      parse(block.text);
    }, place).not.toThrow();
  }
});

it('every link to a file leads to one', () => {
  const dead = documents.flatMap((document) =>
    localLinks(textOf(document))
      .filter((target) => !existsSync(join(root, dirname(document), target)))
      .map((target) => `${document}: ${target}`),
  );
  expect(dead).toEqual([]);
});

it('README shows its first command by line 12 and stays under 250 lines', () => {
  const lines = textOf('README.md').split('\n');
  expect(lines.findIndex((line) => line.startsWith('$ ts-reg '))).toBeLessThan(12);
  expect(lines.length).toBeLessThan(250);
});

it('every error text of the troubleshooting table is one that the program can print', () => {
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
    .join('\n')
    .replaceAll("\\'", "'");
  const texts = [...textOf('docs/troubleshooting.md').matchAll(/^### `(.+)`$/gm)].map(([, text = '']) => text);
  expect(texts.length).toBeGreaterThan(15);
  const unknown = texts.filter((text) => !text.split(/\s*…\s*/).every((part) => source.includes(part)));
  expect(unknown).toEqual([]);
});

function newReader(): Reader {
  const home = mkdtempSync(join(tmpdir(), 'ts-reg-docs-'));
  homes.push(home);
  return { home, environment: cloud.environment };
}

/**
 * For ts-reg: its subcommand has a help, and that help or the program's names each option. For npm: the script exists.
 */
async function mustExist(command: string): Promise<void> {
  const [program, ...words] = command.split(/\s+/);
  if (program === 'npm' && words[0] === 'run') expect(scripts(), command).toHaveProperty([words[1] ?? '']);
  if (program !== 'ts-reg') return;
  const path = words
    .slice(0, ['kubernetes', 'registry', 'store'].includes(words[0] ?? '') ? 2 : 1)
    .filter((word) => !word.startsWith('-'));
  const help = await helpOf(path);
  expect(help, command).toContain(`Usage: ts-reg ${path.join(' ')}`.trim());
  const known = new Set(`${help}\n${await helpOf([])}`.match(/--[\w-]+/g));
  for (const option of words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, '')))
    expect(known, command).toContain(option);
}

function helpOf(path: readonly string[]): Promise<string> {
  const key = path.join(' ');
  const known = helps.get(key) ?? run(tsReg, [...path, '--help']).then(({ stdout }) => stdout);
  helps.set(key, known);
  return known;
}

function scripts(): object {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts;
}

function textOf(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}
