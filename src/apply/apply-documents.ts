/** Applies documents: the plan, then its steps side by side; one refusal never stops the others. */
import { TsRegError } from '../errors.js';
import { forEachLimited } from '../registry-store/for-each-limited.js';
import type { ApplyTarget } from './apply-target.js';
import type { Change } from './changes.js';
import type { RegistriesDocument } from './document.js';
import { type ApplyAction, type ApplyStep, placed, planApply, type PlanOptions } from './plan.js';

export interface ApplyOutcome {
  readonly registry: string;
  readonly action: ApplyAction;
  readonly changes: readonly Change[];
  /** Why it was not, or could not be, done. */
  readonly error?: TsRegError | undefined;
}

export interface ApplyOptions extends PlanOptions {
  /** Only the plan. */
  readonly dryRun: boolean;
  /** Ask AWS and registries before anything is saved. */
  readonly validate: boolean;
  /** Called with each outcome as it happens, and with their number. */
  readonly onOutcome: (outcome: ApplyOutcome, total: number) => void;
  /** Nothing more is begun once this is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** AWS and registries are asked side by side, this many. */
const atOnce = 8;

/**
 * The outcomes, in the order of the documents; what was removed last.
 * @throws {TsRegError} when the store cannot be read, before anything is written.
 */
export async function applyDocuments(
  documents: readonly RegistriesDocument[],
  options: ApplyOptions,
): Promise<readonly ApplyOutcome[]> {
  const steps = await planApply(documents, options);
  const outcomes: ApplyOutcome[] = [];
  const indexed = steps.map((step, index) => ({ step, index }));
  // What is removed comes last: another document of this run may have taken a registry over.
  const parts = [false, true].map((isRemoval) => indexed.filter(({ step }) => isOfRemoval(step) === isRemoval));
  for (const part of parts)
    await forEachLimited(part, atOnce, async ({ step, index }) => {
      const outcome = options.dryRun ? outcomeOf(step) : await perform(step, options);
      outcomes[index] = outcome;
      options.onOutcome(outcome, steps.length);
    });
  return outcomes;
}

/** Nothing of what was saved travels further: it holds a secret. */
function outcomeOf({ registry, action, changes, error }: ApplyStep): ApplyOutcome {
  return { registry, action, changes, ...(error && { error }) };
}

async function perform(step: ApplyStep, options: ApplyOptions): Promise<ApplyOutcome> {
  const outcome = outcomeOf(step);
  if (step.error !== undefined) return outcome;
  try {
    if (options.signal?.aborted === true) throw new TsRegError('refused', 'interrupted before this registry');
    return { ...outcome, action: await carryOut(step, options) };
  } catch (error) {
    if (error instanceof TsRegError) return { ...outcome, error: placed(error, step) };
    throw error;
  }
}

async function carryOut(
  step: ApplyStep,
  { target, validate }: { readonly target: ApplyTarget; readonly validate: boolean },
): Promise<ApplyAction> {
  const { registry, action, given, document, holdAs } = step;
  const { memory } = target;
  if (given !== undefined && (action === 'add' || action === 'update'))
    await target.save({ action, given, document, validate });
  if (memory === undefined || document === undefined) return action;
  if (holdAs !== undefined && !(await memory.hold(holdAs, document)) && given !== undefined) {
    // The document that made it has dropped it since the plan: as if that had been applied before.
    await target.save({ action: 'add', given, document, validate });
    return 'add';
  }
  if (!isOfRemoval(step)) return action;
  return (await memory.release(registry, document)) === 'removed' ? 'remove' : 'keep';
}

function isOfRemoval({ action }: ApplyStep): boolean {
  return action === 'remove' || action === 'keep';
}
