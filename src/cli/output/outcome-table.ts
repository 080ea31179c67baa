/** Outcomes of many registries on a terminal: a table with a line for each, then each reason once, with one hint. */
import { TsRegError } from '../../errors.js';
import type { Output } from './output.js';
import { type TableColumn, tableText } from './table.js';
import { terminalSafe } from './terminal-text.js';

export interface Outcome {
  readonly registry: string;
  /** Of a success: `accepted`, and the same in fewer words. */
  readonly result: string;
  readonly short?: string;
  readonly error: TsRegError | undefined;
}

/** Prints on stderr, which must be a terminal. `report` is given an error for each reason. */
export function printOutcomes(
  output: Pick<Output, 'write' | 'messagePaint' | 'messageWidth'>,
  outcomes: readonly Outcome[],
  report: (problem: TsRegError) => void,
): void {
  if (outcomes.length === 0) return;
  const paint = output.messagePaint;
  const results: TableColumn = {
    title: 'RESULT',
    cells: outcomes.map(({ result, error }) => terminalSafe(error ? reasonOf(error) : result)),
    short: outcomes.map(({ result, short = result, error }) => terminalSafe(error ? reasonOf(error) : short)),
    least: 'still fresh'.length,
    cut: 'end',
    isEssential: true,
    paint: (text, row) => (outcomes[row]?.error ? paint.red(text) : paint.green(text)),
  };
  const names = { title: 'REGISTRY', cells: outcomes.map(({ registry }) => terminalSafe(registry)) };
  output.write(tableText(names, [results], { width: output.messageWidth, paintTitle: (line) => paint.bold(line) }));
  for (const problem of byReason(outcomes)) report(problem);
}

/** One error for each reason, in the order of the registries; the hint is that of the first one. */
function byReason(outcomes: readonly Outcome[]): readonly TsRegError[] {
  const groups = new Map<string, { readonly first: TsRegError; readonly registries: string[] }>();
  for (const { registry, error } of outcomes) {
    if (!error) continue;
    const reason = reasonOf(error);
    const group = groups.get(reason) ?? { first: error, registries: [] };
    group.registries.push(registry);
    groups.set(reason, group);
  }
  return [...groups].map(([reason, { first, registries }]) => {
    const [registry = '', ...others] = registries;
    const who = others.length === 0 ? registry : `${registry} and ${others.length} more`;
    const { hint } = first;
    return new TsRegError('refused', `${who}: ${reason}`, { reason, registry: who, ...(hint && { hint }) });
  });
}

/** Without the registry, which stands beside it. */
function reasonOf({ message, reason }: TsRegError): string {
  return reason ?? message;
}
