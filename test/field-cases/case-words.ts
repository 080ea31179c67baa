/** Words of an instruction: separated by blanks, grouped by 'single' or "double" quotes, without any other magic. */

/** The words; undefined when a quote is left open. */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    let word = '';
    while (rest !== '' && !/^\s/.test(rest)) {
      const [whole, single, double, plain] = /^'([^']*)'|^"([^"]*)"|^([^\s'"]+)/.exec(rest) ?? [];
      if (whole === undefined) return undefined;
      word += single ?? double ?? plain ?? '';
      rest = rest.slice(whole.length);
    }
    words.push(word);
    rest = rest.trimStart();
  }
  return words;
}

/** Puts `${NAME}` in; a name that nobody set throws. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => {
    const value = variables.get(name);
    if (value === undefined)
      throw new Error(`nothing is called \${${name}}; known: ${[...variables.keys()].join(', ')}`);
    return value;
  });
}
