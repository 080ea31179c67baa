/**
 * Terminal output as an SVG that is readable on light and on dark pages (ECMA-48 §8.3.117, SGR: what tmux writes for
 * bold, dim and the eight colours). The packages for this draw one fixed background, or have not been kept for years.
 */

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | undefined;
}

interface Span extends Style {
  readonly text: string;
}

const plain: Style = { bold: false, dim: false, colour: undefined };
const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const [cellWidth, lineHeight, margin] = [8.4, 19, 16];

/** Contrast with their background 4.5 or more (WCAG 2.2, 1.4.3). */
const light = {
  page: '#ffffff',
  frame: '#d0d7de',
  text: '#1f2328',
  red: '#cf222e',
  green: '#116329',
  yellow: '#7d4e00',
  blue: '#0550ae',
  magenta: '#8250df',
  cyan: '#0e6973',
};
const dark = {
  page: '#0d1117',
  frame: '#30363d',
  text: '#e6edf3',
  red: '#ff7b72',
  green: '#3fb950',
  yellow: '#d29922',
  blue: '#79c0ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
};

/** The picture of these lines; `title` is what is read aloud. */
export function svgPicture({
  ansi,
  columns,
  title,
}: {
  readonly ansi: string;
  readonly columns: number;
  readonly title: string;
}): string {
  const lines = spansOf(ansi);
  const [width, height] = [Math.ceil(columns * cellWidth + 2 * margin), lines.length * lineHeight + 2 * margin];
  const text = lines.map((spans, row) => lineText(spans, margin + (row + 0.75) * lineHeight)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre }
.bold { font-weight: bold } .dim { opacity: .75 }
${rules(light)}
@media (prefers-color-scheme: dark) {
${rules(dark)}
}
</style>
<rect class="page" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
${text}</svg>
`;
}

/** The text of a picture, line for line, without trailing blanks. */
export function pictureText(svg: string): string {
  const lines = Array.from(svg.matchAll(/<text [^>]*>([^]*?)<\/text>/g), ([, line = '']) =>
    line.replace(/<[^>]*>/g, ''),
  );
  return lines
    .map((line) => line.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&').trimEnd())
    .join('\n');
}

function rules(palette: Readonly<Record<string, string>>): string {
  const { page, frame, text, ...colours } = palette;
  const own = Object.entries(colours).map(([name, value]) => `.${name} { fill: ${value} }`);
  return [`.page { fill: ${page}; stroke: ${frame} } text { fill: ${text} }`, ...own].join(' ');
}

function lineText(spans: readonly Span[], y: number): string {
  let column = 0;
  const parts = spans.map(({ text, bold, dim, colour }) => {
    const classes = [bold ? 'bold' : '', dim ? 'dim' : '', colour ?? ''].filter((name) => name !== '').join(' ');
    const [x, length] = [margin + column * cellWidth, text.length * cellWidth];
    column += text.length;
    return `<tspan x="${x.toFixed(1)}" textLength="${length.toFixed(1)}"${classes === '' ? '' : ` class="${classes}"`}>${escaped(text)}</tspan>`;
  });
  return `<text y="${y.toFixed(1)}" xml:space="preserve">${parts.join('')}</text>\n`;
}

/** Styles go on from line to line. */
function spansOf(ansi: string): readonly (readonly Span[])[] {
  let style = plain;
  return ansi.split('\n').map((line) => {
    const spans: Span[] = [];
    // eslint-disable-next-line no-control-regex -- escape sequences are what is read here
    for (const [, codes, text = ''] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (codes !== undefined) style = codes.split(';').reduce((before, code) => styled(before, Number(code)), style);
      else spans.push({ ...style, text });
    }
    return spans;
  });
}

function styled(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code >= 30 && code <= 37) return { ...style, colour: names[code - 30] };
  return code === 39 ? { ...style, colour: undefined } : style;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
