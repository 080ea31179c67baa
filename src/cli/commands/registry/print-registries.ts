/** Registries on stdout, as text or JSON, as anchore-cli prints them. */
import type { RegistryView } from '../../../registry/backend.js';
import type { Output } from '../../output/output.js';
import { pythonJson } from '../../output/python-json.js';

/** What `add`, `get` and `update` print. */
export function printRegistries(output: Output, views: readonly RegistryView[]): void {
  if (output.json) printJson(output, views);
  else output.print(`${registryText(views, output.foreign)}\n`);
}

/** The records as the Anchore API gives them. */
export function printJson(output: Output, views: readonly RegistryView[]): void {
  output.print(`${pythonJson(views.map((view) => view.wire))}\n`);
}

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
