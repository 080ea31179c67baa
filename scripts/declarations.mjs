/**
 * The types of the library: the declarations of its entry and of what those name, and nothing else of src/.
 * Usage: node scripts/declarations.mjs   → writes docs/api/ts-reg.api.md, which a test holds the sources against
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');
const entry = join(source, 'library', 'library.ts');

/** Declarations by their path below src/, the entry first. */
export function declarations({ comments = true } = {}) {
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const program = ts.createProgram([entry], {
    ...config.options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    removeComments: !comments,
  });
  const made = new Map();
  const emit = (path) => {
    const name = relative(source, path).split(sep).join('/').replace(/\.ts$/, '.d.ts');
    if (made.has(name)) return;
    let text;
    const { diagnostics } = program.emit(
      program.getSourceFile(path),
      (_, written) => {
        text = written;
      },
      undefined,
      true,
    );
    if (text === undefined || diagnostics.length > 0) throw new Error(`no declarations for ${path}`);
    made.set(name, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (!fileName.startsWith('.'))
        throw new Error(`${name} names ${fileName}, which who installs ts-reg does not have`);
      emit(join(dirname(path), fileName.replace(/\.js$/, '.ts')));
    }
  };
  emit(entry);
  return made;
}

/** All that a program can see, in one text: a change of it is a change for somebody. */
export function apiReport() {
  const parts = Array.from(declarations({ comments: false }), ([name, text]) => `// ${name}\n${text.trimEnd()}\n`);
  return (
    `# The interface of the library\n\nWritten by \`npm run api\`; ` +
    `what changes here changes for programs that import ts-reg (semver).\n\n\`\`\`ts\n${parts.join('\n')}\`\`\`\n`
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(root, 'docs', 'api'), { recursive: true });
  writeFileSync(join(root, 'docs', 'api', 'ts-reg.api.md'), apiReport());
}
