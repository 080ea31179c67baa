/** Documents, and the real store of a test's engine to apply them to. */
import { applyDocuments, type ApplyOptions, type ApplyOutcome } from '../../src/apply/apply-documents.js';
import type { ApplyTarget } from '../../src/apply/apply-target.js';
import type { RegistriesDocument } from '../../src/apply/document.js';
import { readDocument } from '../../src/apply/read-document.js';
import { SecretReader } from '../../src/apply/secret-reader.js';
import { storeTarget } from '../../src/apply/store-target.js';
import type { Engine } from '../support/engine.js';

/** The document of a text that is right. */
export function documentOf(text: string, title = 'r.yaml'): RegistriesDocument {
  const { document, faults } = readDocument(text, { title, folder: '/nonexistent' });
  if (!document) throw new Error(faults.map(({ message }) => message).join('\n'));
  return document;
}

/** A document in which each registry has the user `ci` and the password of the variable TOKEN. */
export function listing(name: string, ...registries: readonly string[]): RegistriesDocument {
  const entries = registries.map((registry) => `  - { registry: "${registry}", user: ci, password: { env: TOKEN } }`);
  return documentOf(`name: ${name}\nregistries:${entries.length === 0 ? ' []' : `\n${entries.join('\n')}`}\n`, name);
}

export interface ApplyInTest extends Partial<Omit<ApplyOptions, 'target' | 'secrets'>> {
  readonly environment?: Readonly<Record<string, string>>;
  readonly target?: ApplyTarget;
}

/** Applies documents to the store of a test's engine; TOKEN is `secret-1`. */
export function applyTo(
  engine: Pick<Engine, 'store'>,
  documents: readonly RegistriesDocument[],
  { environment = { TOKEN: 'secret-1' }, target = storeTarget(engine.store.documents), ...options }: ApplyInTest = {},
): Promise<readonly ApplyOutcome[]> {
  return applyDocuments(documents, {
    target,
    secrets: new SecretReader({ environment, homeFolder: '', platform: 'linux' }),
    prune: false,
    rotate: false,
    dryRun: false,
    validate: true,
    onOutcome: () => undefined,
    ...options,
  });
}

/** `a.example.com add`, `b.example.com update password`, `c.example.com add ERROR`. */
export function told(outcomes: readonly ApplyOutcome[]): readonly string[] {
  return outcomes.map(({ registry, action, changes, error }) =>
    [registry, action, ...(action === 'add' ? [] : changes.map(({ key }) => key)), ...(error ? ['ERROR'] : [])].join(
      ' ',
    ),
  );
}
