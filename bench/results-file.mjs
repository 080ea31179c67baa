/**
 * bench/RESULTS.md: a section for each kind of run, replaced when it is run again; the notes between them are written
 * by hand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bunVersion } from '../scripts/bun-runtime.mjs';

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url));

/** Puts the text between the marks of this section. */
export function writeResults(section, text) {
  const [open, close] = [`<!-- ${section} -->`, `<!-- /${section} -->`];
  const body = `${open}\n${machine()} ${text}${close}`;
  const old = existsSync(file) ? readFileSync(file, 'utf8') : '# Results\n';
  const start = old.indexOf(open);
  const end = old.indexOf(close);
  const updated =
    start < 0 || end < 0
      ? `${old.trimEnd()}\n\n${body}\n`
      : `${old.slice(0, start)}${body}${old.slice(end + close.length)}`;
  writeFileSync(file, updated);
  process.stdout.write(`${body}\n`);
}

function machine() {
  const processors = cpus();
  return (
    `${new Date().toISOString().slice(0, 10)}, ${process.platform} ${release().split('-')[0]}, ` +
    `${processors.length} × ${processors[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB; ` +
    `Node ${process.version.slice(1)}, bun ${bunVersion()};`
  );
}
