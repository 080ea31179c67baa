/** One round: all credentials or nothing, then every namespace; one that is refused does not stop the others. */
import { TsRegError } from '../../../errors.js';
import { listNamespaces } from '../../../kubernetes/namespaces.js';
import { forEachLimited } from '../../../registry-store/for-each-limited.js';
import { hint } from '../../../system/hint.js';
import {
  type Applied,
  type ApplyJob,
  applyTo,
  isChange,
  isOfServer,
  namespacesAtOnce,
  secretFor,
  tellApplied,
} from './apply-job.js';
import { pullCredentials } from './pull-credentials.js';

/** @throws {TsRegError} `refused` when a credential is missing or a namespace was refused; each was named before. */
export async function applyOnce(job: ApplyJob): Promise<void> {
  const { factory, request } = job;
  const { output } = factory;
  const secret = await output.progress.during('reading the registries', async () => {
    const credentials = await pullCredentials(factory, request.registries);
    const { failed, found } = credentials;
    for (const error of failed.values()) output.report(error);
    if (failed.size > 0)
      throw new TsRegError(
        'refused',
        `nothing was written: ${failed.size} of ${failed.size + found.length} credentials are missing`,
        { hint: hint`ts-reg doctor` },
      );
    return secretFor(request.name, credentials);
  });
  const namespaces = await chosen(job);
  const outcomes: Applied[] = [];
  await output.progress.during('writing the Secrets', (advance) =>
    forEachLimited(namespaces, namespacesAtOnce, async (namespace, index) => {
      const applied = await applyTo(job, namespace, secret);
      if (applied.error !== undefined && isOfServer(applied.error)) throw applied.error;
      outcomes[index] = applied;
      tellApplied(job, applied);
      advance({ done: outcomes.filter(Boolean).length, total: namespaces.length });
    }),
  );
  summarize(job, outcomes);
}

/** Names as they are; patterns by the namespaces that are there. */
async function chosen({ server, request }: ApplyJob): Promise<readonly string[]> {
  const { names, hasGlobs, matches } = request.namespaces;
  if (!hasGlobs) return names;
  const found = (await listNamespaces(server)).names.filter(matches);
  const all = [...new Set([...names, ...found])];
  if (all.length > 0) return all;
  throw new TsRegError('not-found', 'no namespace matches', { httpCode: 404, hint: hint`kubectl get namespaces` });
}

function summarize({ factory: { output } }: ApplyJob, outcomes: readonly Applied[]): void {
  const errors = outcomes.flatMap(({ error }) => error ?? []);
  for (const error of errors) output.report(error);
  if (output.json) output.print(`${JSON.stringify(outcomes.map(plain), undefined, 4)}\n`);
  const written = outcomes.filter((applied) => applied.error === undefined && isChange(applied)).length;
  if (!output.json)
    output.note(`${written} changed, ${outcomes.length - written - errors.length} up to date, ${errors.length} failed`);
  if (errors.length > 0)
    throw new TsRegError('refused', `${errors.length} of ${outcomes.length} namespaces were not written`, {
      hint: hint`kubectl get secrets --all-namespaces --selector app.kubernetes.io/managed-by=ts-reg`,
    });
}

function plain(applied: Applied): object {
  const { namespace, error } = applied;
  const outcome = isChange(applied) ? 'changed' : 'unchanged';
  if (error === undefined) return { namespace, outcome, message: null, hint: null };
  return { namespace, outcome: 'failed', message: error.message, hint: error.hint ?? null };
}
