/** The licence notices of the packages that a bundle contains: they ask to travel with their code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages that a list of bundled files (paths below `root`) comes from, sorted by name and version. */
export function bundledPackages(files, root) {
  const folders = new Set(
    files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter((folder) => folder !== undefined),
  );
  const packages = Array.from(folders, (folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license, folder };
  });
  const unique = new Map(packages.map((found) => [`${found.name}@${found.version}`, found]));
  return [...unique.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** One text with the notice of each package. @throws {Error} for a package that names no licence. */
export function licenseNotices(packages, root) {
  const notices = packages.map(({ name, version, license, folder }) => {
    if (typeof license !== 'string') throw new Error(`${name} ${version} names no licence`);
    const files = readdirSync(join(root, folder))
      .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
      .sort();
    const texts = files
      .map((file) => join(root, folder, file))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim());
    return { heading: `${name} ${version} (${license})`, text: texts.join('\n\n') };
  });
  // Many packages of one project carry the same text: said once.
  const byText = new Map();
  for (const { heading, text } of notices) byText.set(text, [...(byText.get(text) ?? []), heading]);
  const parts = Array.from(
    byText,
    ([text, headings]) => `${headings.join('\n')}\n\n${text === '' ? 'No licence text in the package.' : text}`,
  );
  return `ts-reg contains the packages below.\n\n${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
