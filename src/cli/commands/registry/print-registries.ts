/** Registries on stdout, as text or JSON, as anchore-cli prints them. */
import type { RegistryView } from '../../../registry/backend.js';
import type { Output } from '../../output/output.js';
import { pythonJson } from '../../output/python-json.js';
import { registryText } from '../../output/registry-text.js';

/** What `add`, `get` and `update` print. */
export function printRegistries(output: Output, views: readonly RegistryView[]): void {
  if (output.json) printJson(output, views);
  else output.print(`${registryText(views, output.foreign)}\n`);
}

/** The records as the Anchore API gives them. */
export function printJson(output: Output, views: readonly RegistryView[]): void {
  output.print(`${pythonJson(views.map((view) => view.wire))}\n`);
}
