/** Every template of a hint in src, for tests that hold for all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const source = fileURLToPath(new URL('../../src', import.meta.url));
export interface Template {
  readonly place: string;
  readonly texts: readonly string[];
}

/** The templates behind the tags `hint` and `fixedHint`, as the compiler reads them; each on one line, as the tag makes it. */
function templatesIn(file: string): readonly Template[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.ESNext, true);
  const found: Template[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && /^(?:hint|fixedHint)$/.test(node.tag.getText())) {
      const { template } = node;
      const texts = ts.isNoSubstitutionTemplateLiteral(template)
        ? [template.text]
        : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
      const place = `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      found.push({ place, texts: texts.map((text) => text.replace(/\s*\n\s*/g, ' ')) });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** All of them, the place of each with its line. */
export function hintTemplates(): readonly Template[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap(templatesIn);
}

/** As the tag gets them. */
export function stringsOf({ texts }: Template): TemplateStringsArray {
  return Object.assign([...texts], { raw: texts });
}
