/** What `registry add`, `get` and `update` print, byte for byte as anchore-cli does (its `format_output`). */
import type { RegistryView } from '../../registry/backend.js';

/**
 * Seven lines and an empty one for each registry; the caller ends it with one more line break.
 * `sanitize` makes foreign text safe for where it goes; the labels are ours.
 */
export function registryText(views: readonly RegistryView[], sanitize: (text: string) => string): string {
  return views.map((view) => registryBlock(view, sanitize)).join('');
}

function registryBlock(view: RegistryView, sanitize: (text: string) => string): string {
  const lines = [
    ['Registry', view.registry],
    ['Name', view.name ?? 'N/A'],
    ['User', view.user],
    ['Type', view.type],
    ['Verify TLS', view.verifyTls ? 'True' : 'False'],
    ['Created', view.createdAt],
    ['Updated', view.updatedAt],
  ] as const;
  return `${lines.map(([label, value]) => `${label}: ${sanitize(value)}\n`).join('')}\n`;
}
