/** The fenced blocks of a Markdown file, with the line that says how to run them. */

export interface Block {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** The word behind the fence. */
  readonly language: string;
  /** Without the indentation of a list. */
  readonly text: string;
  /** Of a comment `<!-- run: one, another -->` on the line above, or with an empty line between. */
  readonly wishes: readonly string[];
}

/** All blocks in order. @throws when a fence is never closed. */
export function blocksOf(markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^( *)```(\S*)$/.exec(lines[at] ?? '');
    if (!opening) continue;
    const [, indentation = '', language = ''] = opening;
    const end = lines.findIndex((line, index) => index > at && line === `${indentation}\`\`\``);
    if (end < 0) throw new Error(`line ${at + 1}: this block is never closed`);
    const text = lines
      .slice(at + 1, end)
      .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line))
      .join('\n');
    blocks.push({ line: at + 1, language, text, wishes: wishesAbove(lines, at) });
    at = end;
  }
  return blocks;
}

function wishesAbove(lines: readonly string[], at: number): readonly string[] {
  const above = lines[at - 1]?.trim() === '' ? lines[at - 2] : lines[at - 1];
  const [, wishes] = /^ *<!-- run: (.+) -->$/.exec(above ?? '') ?? [];
  return wishes?.split(',').map((wish) => wish.trim()) ?? [];
}

/** What a transcript lets people type: the `$ ` lines, continued ones in one, each command of a pipe on its own. */
export function typedCommands(transcript: string): readonly string[] {
  return transcript
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .flatMap((line) =>
      line
        .slice(2)
        .replace(/\s#.*$/, '')
        .split(/\s*(?:&&|\|\|?|;)\s*/),
    )
    .map((command) => command.replace(/^(?:[A-Z_]+=\S*\s+)+/, '').trim())
    .filter((command) => command !== '');
}

/** Targets of links to files of the repository, without their fragments. */
export function localLinks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);
}
