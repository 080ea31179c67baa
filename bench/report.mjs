/** The figures as Markdown tables. */
import { goals } from './cases.mjs';
import { ratio } from './measuring.mjs';

/** Goals first, then every case. `groups`: figures by group of cases that were measured in turn. */
export function comparisonReport(groups) {
  const rows = goals
    .filter(({ group, measured, against }) => groups[group]?.[measured] && groups[group]?.[against])
    .map(({ group, measured, against, goal, what }) => {
      const [one, other] = [groups[group][measured], groups[group][against]];
      if (what === 'memory') {
        if (one.kilobytes === undefined) return undefined;
        return row(`${measured}, peak memory`, against, {
          value: one.kilobytes / other.kilobytes,
          goal,
          figures: `${megabytes(one)} : ${megabytes(other)} MB`,
        });
      }
      return row(measured, against, {
        value: ratio(groups[group], measured, against),
        goal,
        figures: `${fixed(one.milliseconds)} : ${fixed(other.milliseconds)} ms`,
      });
    })
    .filter((text) => text !== undefined);
  const all = Object.entries(groups).flatMap(([group, figures]) =>
    Object.entries(figures).map(
      ([name, figure]) => `| ${group} | ${name} | ${fixed(figure.milliseconds)} | ${megabytes(figure)} |`,
    ),
  );
  return [
    '| what | against | ratio | goal | medians |',
    '|---|---|---:|---:|---|',
    ...rows,
    '',
    '| measured in turn | case | median, ms | peak memory, MB |',
    '|---|---|---:|---:|',
    ...all,
    '',
  ].join('\n');
}

/** A row for each case, a column for each number of registries: median milliseconds, and peak memory. */
export function growthReport(results) {
  const names = Object.keys(results[0].figures);
  const head = ['| case |', ...results.map(({ count }) => ` ${count.toLocaleString('en')} |`)].join('');
  const line = `|---|${'---:|'.repeat(results.length)}`;
  const table = (cell) =>
    names.map((name) => `| ${name} |${results.map(({ figures }) => ` ${cell(figures[name])} |`).join('')}`);
  return [
    'Milliseconds, medians of whole processes:',
    '',
    head,
    line,
    ...table(({ milliseconds }) => fixed(milliseconds)),
    '',
    'Peak memory, MB:',
    '',
    head,
    line,
    ...table(megabytes),
    '',
    ...growthGoals(results),
    '',
  ].join('\n');
}

function growthGoals(results) {
  const at = (count, name) => results.find((result) => result.count === count)?.figures[name]?.milliseconds;
  const [small, large] = [
    at(10, 'executable: helper get, kept token'),
    at(10_000, 'executable: helper get, kept token'),
  ];
  const [short, long] = [at(10, 'executable: registry list'), at(10_000, 'executable: registry list')];
  if (large === undefined) return [];
  return [
    `Executable, cached get with 10,000 against 10: ${(large / small).toFixed(2)} (goal 1.2). List of 10,000 over ` +
      `list of 10: ${fixed(long - short)} ms (goal 150).`,
  ];
}

function row(measured, against, { value, goal, figures }) {
  const verdict = goal === undefined ? '' : value <= goal ? `≤ ${goal} ✓` : `≤ ${goal} ✗`;
  return `| ${measured} | ${against} | ${value.toFixed(2)} | ${verdict} | ${figures} |`;
}

function fixed(milliseconds) {
  return milliseconds.toFixed(milliseconds < 100 ? 1 : 0);
}

function megabytes({ kilobytes }) {
  return kilobytes === undefined ? '–' : (kilobytes / 1024).toFixed(1);
}
