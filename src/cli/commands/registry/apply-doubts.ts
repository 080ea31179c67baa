/** The warnings that `add` gives, for the registries that `apply` adds or updates. */
import type { ApplyOutcome } from '../../../apply/apply-documents.js';
import type { RegistriesDocument } from '../../../apply/document.js';
import { userOf } from '../../../apply/plan.js';
import { narrowRecordDoubt } from '../../../clients/narrow-record.js';
import { nameDoubt, remoteDoubt } from './host-doubts.js';

/** One line for each, in the order of the documents; none for what is not changed or was refused. */
export function applyDoubts(
  documents: readonly RegistriesDocument[],
  outcomes: readonly ApplyOutcome[],
  { isRemote }: { readonly isRemote: boolean },
): readonly string[] {
  const written = new Set(
    outcomes
      .filter(({ action, error }) => error === undefined && (action === 'add' || action === 'update'))
      .map(({ registry }) => registry),
  );
  return documents
    .flatMap(({ entries }) => entries)
    .filter(({ parsedName }) => written.has(parsedName.text))
    .flatMap((entry) => {
      const { registry, parsedName, type, isTypeChosen } = entry;
      const user = userOf(entry);
      const doubts = isRemote
        ? [remoteDoubt({ registry, type, user })]
        : [nameDoubt({ name: parsedName, type, user, isTypeChosen }), narrowRecordDoubt(parsedName)];
      return doubts.filter((doubt) => doubt !== undefined);
    });
}
