/** docs/field-cases.md: case × program × right or wrong, with totals and versions. */
import type { FieldCase } from './field-case.js';
import type { Outcome } from './play-case.js';

export interface Column {
  readonly name: string;
  readonly version: string;
  /** By the name of the case. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly seconds: number;
}

/** `NAME: 60 of 65 right (92 %), 31 s`, and which are wrong. */
export function summaryOf(column: Column): string {
  const wrong = [...column.outcomes]
    .filter(([, { right }]) => !right)
    .map(([name]) => name)
    .sort();
  const list = wrong.length === 0 ? '' : `\n  wrong: ${wrong.join(' ')}`;
  return `${column.name}: ${total(column)}, ${column.seconds.toFixed(1)} s${list}`;
}

/** The whole page. */
export function reportOf(cases: readonly FieldCase[], columns: readonly Column[]): string {
  const header = ['case', 'reports', ...columns.map(({ name }) => name)];
  const rows = cases.map((fieldCase) => [
    `[${fieldCase.title.replaceAll('|', '\\|')}](../test/field-cases/${fieldCase.name}.txt)`,
    fieldCase.reports.map(link).join(', '),
    ...columns.map(({ outcomes }) => mark(outcomes.get(fieldCase.name))),
  ]);
  const totals = ['**right**', '', ...columns.map((column) => `**${total(column)}**`)];
  return [
    '# Field cases',
    '',
    'Bug reports about registry credentials, replayed on loopback: what a user did, and what must be seen.',
    "Written by `npm run field -- --executable --report`; every figure, the peers' too, is from one run.",
    'A dash: the case has no equivalent in that program. How a report becomes a case: [CONTRIBUTING.md](../CONTRIBUTING.md).',
    '',
    ...columns.map(({ name, version }) => `- ${name}: ${version}`),
    '',
    line(header),
    line(header.map(() => '---')),
    ...rows.map(line),
    line(totals),
    '',
  ].join('\n');
}

function total({ outcomes }: Column): string {
  const right = [...outcomes.values()].filter((outcome) => outcome.right).length;
  if (outcomes.size === 0) return '0 of 0';
  return `${right} of ${outcomes.size} right (${Math.floor((100 * right) / outcomes.size)} %)`;
}

function mark(outcome: Outcome | undefined): string {
  if (outcome === undefined) return '–';
  return outcome.right ? 'right' : 'wrong';
}

/** A public report as a link; reviews of our own have no address. */
function link(report: string): string {
  const [repository = '', number = ''] = report.split('#');
  return repository.includes('/')
    ? `[${report}](https://github.com/${repository}/issues/${number})`
    : `review ${number}`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
