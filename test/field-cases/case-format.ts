/** Reads a field case: a script of one instruction a line, then sections (`-- NAME --`), as in Go's txtar. */
import { CaseBuilder } from './case-builder.js';
import { parseInstruction, parsePeerInstruction } from './case-instructions.js';
import { CaseError, type FieldCase } from './field-case.js';

interface Section {
  readonly title: string;
  readonly line: number;
  readonly lines: string[];
}

/** The case that the text describes; throws CaseError for anything that is not in the format. */
export function parseCase(file: string, text: string): FieldCase {
  const fail = (line: number, message: string): never => {
    throw new CaseError(file, line, message);
  };
  const [script, sections] = split(text);
  const builder = new CaseBuilder(fail);
  script.forEach((source, index) => {
    if (isInstruction(source)) parseInstruction(builder, source.trim(), index + 1);
  });
  for (const section of sections) addSection(builder, section);
  return builder.finish(file.replace(/^.*\//, '').replace(/\.txt$/, ''), text.split('\n').length);
}

function split(text: string): readonly [readonly string[], readonly Section[]] {
  const script: string[] = [];
  const sections: Section[] = [];
  for (const [index, source] of text.split('\n').entries()) {
    const title = /^-- (.+) --$/.exec(source)?.[1]?.trim();
    if (title !== undefined) sections.push({ title, line: index + 1, lines: [] });
    else (sections.at(-1)?.lines ?? script).push(source);
  }
  return [script, sections];
}

function isInstruction(source: string): boolean {
  const trimmed = source.trim();
  return trimmed !== '' && !trimmed.startsWith('#');
}

function addSection(builder: CaseBuilder, section: Section): void {
  const { title, line, lines } = section;
  const [, kind, rest] = /^(answer|raw|peer) +(.+)$/.exec(title) ?? [];
  if (kind === 'peer') {
    const steps = builder.peer(rest ?? '', line);
    lines.forEach((source, index) => {
      if (isInstruction(source))
        parsePeerInstruction(builder, steps, { source: source.trim(), line: line + index + 1 });
    });
    builder.requireComplete(steps, line);
    return;
  }
  const body = lines.join('\n');
  if (kind === 'answer' || kind === 'raw') builder.answer(kind, rest ?? '', { line, body });
  else builder.file(title, body, line);
}
