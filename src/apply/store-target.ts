/** The store of ts-reg, in files or PostgreSQL, as the target of documents. */
import type { DocumentRecords } from '../registry-store/document-records.js';
import { isOnlyOf, lacksDocument } from '../registry-store/record-documents.js';
import type { ApplyTarget } from './apply-target.js';

/** Compares with opened records: neither AWS nor a registry is asked about what is equal. */
export function storeTarget(records: DocumentRecords): ApplyTarget {
  return {
    comparesSecrets: true,
    defaultName: ({ parsedName }) => parsedName.text,
    refusal: () => undefined,
    find: ({ parsedName }) => records.find(parsedName),
    save: ({ given, document, validate }) => records.save(given, { document, validate }),
    memory: {
      of: async (document) =>
        (await records.of(document)).map((record) => ({
          registry: record.registry,
          isOnly: isOnlyOf(record, document),
        })),
      lacks: lacksDocument,
      hold: (registry, document) => records.hold(registry, document),
      release: (registry, document) => records.release(registry, document),
    },
  };
}
