/** What `registry apply` tells: a line for each registry, as a plan or as what was done, and their numbers. */
import type { ApplyOutcome } from '../../../apply/apply-documents.js';
import type { Change } from '../../../apply/changes.js';
import type { ApplyAction } from '../../../apply/plan.js';

/** `registry.example.com: updated (user ci → deploy, password)`. */
export function doneLine({ registry, action, changes }: ApplyOutcome): string {
  const what = changes.length === 0 ? '' : ` (${changes.map(changeText).join(', ')})`;
  return `${registry}: ${doneWords[action]}${what}`;
}

/** `~ registry.example.com: user ci → deploy, password`; undefined for what is not changed. */
export function planLine({ registry, action, changes }: ApplyOutcome): string | undefined {
  const sign = planSigns[action];
  if (sign === undefined) return undefined;
  return changes.length === 0 ? `${sign} ${registry}` : `${sign} ${registry}: ${changes.map(changeText).join(', ')}`;
}

/** `2 added, 1 updated, 97 unchanged, 1 refused`; of a plan `2 to add, …`. */
export function summaryLine(outcomes: readonly ApplyOutcome[], { dryRun }: { readonly dryRun: boolean }): string {
  const count = (action: ApplyAction): number =>
    outcomes.filter((outcome) => outcome.action === action && outcome.error === undefined).length;
  const refused = outcomes.filter(({ error }) => error !== undefined).length;
  const words = dryRun ? planWords : doneWords;
  const counts: readonly (readonly [number, string])[] = [
    [count('add'), words.add],
    [count('update'), words.update],
    [count('remove'), words.remove],
    [count('equal') + count('keep'), words.equal],
    [refused, 'refused'],
  ];
  const told = counts.filter(([number], index) => number > 0 || index === 3);
  return told.map(([number, word]) => `${number} ${word}`).join(', ');
}

/** For `--json`; no secret. */
export function plainOutcome({ registry, action, changes, error }: ApplyOutcome): object {
  const plainChanges = changes.map(({ key, from, to }) => ({ key, from: from ?? null, to: to ?? null }));
  return { registry, action, changes: plainChanges, message: error?.message ?? null, hint: error?.hint ?? null };
}

/** Whether anything of this would change. */
export function wouldChange({ action, error }: ApplyOutcome): boolean {
  return error === undefined && planSigns[action] !== undefined;
}

const doneWords: Readonly<Record<ApplyAction, string>> = {
  add: 'added',
  update: 'updated',
  equal: 'unchanged',
  remove: 'removed',
  keep: 'kept: another document or a person added it',
};
const planWords: Readonly<Record<ApplyAction, string>> = {
  ...doneWords,
  add: 'to add',
  update: 'to update',
  remove: 'to remove',
};
const planSigns: Readonly<Record<ApplyAction, string | undefined>> = {
  add: '+',
  update: '~',
  remove: '-',
  equal: undefined,
  keep: undefined,
};

function changeText({ key, from, to }: Change): string {
  if (from === undefined && to === undefined) return key;
  return from === undefined ? `${key} ${shown(to)}` : `${key} ${shown(from)} → ${shown(to)}`;
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? '(none)' : value;
}
