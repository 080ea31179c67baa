/** `applyRegistries` of the library: the rules of `ts-reg registry apply`, for a text or an object. */
import type { SecretSurroundings } from '../apply/secret-reader.js';
import type { EmbeddedStore as Engine } from '../registry-store/embedded-store.js';
import type { ApplyOutcome, ApplyRegistriesOptions, RegistriesDocument } from './public-interface.js';

export interface ApplyRequest extends ApplyRegistriesOptions {
  readonly engine: Pick<Engine, 'documents'>;
  readonly surroundings: SecretSurroundings;
}

/** @throws {TsRegError} `usage` for a wrong document, before anything is done; what is refused is in the outcomes. */
export async function applyRegistries(
  document: string | RegistriesDocument,
  { engine, surroundings, folder = '', ...options }: ApplyRequest,
): Promise<readonly ApplyOutcome[]> {
  const [{ readDocuments }, { applyDocuments }, { SecretReader }, { storeTarget }] = await Promise.all([
    import('../apply/read-documents.js'),
    import('../apply/apply-documents.js'),
    import('../apply/secret-reader.js'),
    import('../apply/store-target.js'),
  ]);
  const { prune = false, rotate = false, dryRun = false, validate = true } = options;
  // JSON is YAML: an object takes the same way as a text, and its faults get a position, too.
  const text = typeof document === 'string' ? document : JSON.stringify(document, undefined, 2);
  const { documents, faults } = readDocuments([{ text, source: { title: 'the document', folder } }], { prune });
  const [fault] = faults;
  if (fault !== undefined) throw fault;
  const outcomes = await applyDocuments(documents, {
    target: storeTarget(engine.documents),
    secrets: new SecretReader(surroundings),
    prune,
    rotate,
    dryRun,
    validate,
    onOutcome: () => undefined,
  });
  return outcomes.map(({ registry, action, changes, error }) => ({
    registry,
    action,
    changes: changes.map(({ key }) => key),
    error,
  }));
}
