/** Registries on stdout, as text or JSON, as anchore-cli prints them. */
import type { TokenState } from '../../../registry-store/embedded-store.js';
import type { RegistryView } from '../../../registry/backend.js';
import type { Output } from '../../output/output.js';
import { pythonJson } from '../../output/python-json.js';
import { detailedWire, regionOf } from '../../output/registry-details.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { tokenStateText } from '../../output/wide-table.js';

/** With `--wide`: the states of the tokens, and the time. */
export interface WideFacts {
  readonly states: ReadonlyMap<string, TokenState>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What `add`, `get` and `update` print; in a pipe, without `wide`, the bytes of anchore-cli. */
export function printRegistries(output: Output, views: readonly RegistryView[], wide?: WideFacts): void {
  if (output.json) printJson(output, views, wide?.states);
  else if (output.isForPeople)
    output.print(views.map((view) => block([...labels(view), ...more(view, wide)], output.foreign)).join('\n'));
  else if (wide)
    output.print(views.map((view) => `${block([...labels(view), ...more(view, wide)])}\n`).join('') + '\n');
  else output.print(`${registryText(views, output.foreign)}\n`);
}

/** The records as the Anchore API gives them; with `states` those of `--wide`. */
export function printJson(
  output: Output,
  views: readonly RegistryView[],
  states?: ReadonlyMap<string, TokenState>,
): void {
  const wires = views.map((view) => (states ? detailedWire(view, states.get(view.registry)) : view.wire));
  output.print(`${pythonJson(wires)}\n`);
}

/**
 * Seven lines and an empty one for each registry; the caller ends it with one more line break.
 * `sanitize` makes foreign text safe for where it goes; the labels are ours.
 */
export function registryText(views: readonly RegistryView[], sanitize: (text: string) => string): string {
  return views.map((view) => `${block(labels(view), sanitize)}\n`).join('');
}

type Line = readonly [label: string, value: string];

function labels(view: RegistryView): readonly Line[] {
  return [
    ['Registry', view.registry],
    ['Name', view.name ?? 'N/A'],
    ['User', view.user],
    ['Type', view.type],
    ['Verify TLS', view.verifyTls ? 'True' : 'False'],
    ['Created', view.createdAt],
    ['Updated', view.updatedAt],
  ];
}

/** The identity, where the user does not tell it; with `wide` the rest of what is known. */
function more(view: RegistryView, wide: WideFacts | undefined): readonly Line[] {
  const { identity, location } = view;
  const token = wide?.states.get(view.registry);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Identity', identity],
    ['Token', token && wide && tokenStateText(token, wide.now)],
    ['Expires', token?.expiresAt === undefined ? undefined : isoSeconds(token.expiresAt)],
    ['Password ends', view.expiresAt === undefined ? undefined : isoSeconds(view.expiresAt)],
    ['Region', wide && regionOf(view)],
    ['Endpoint', wide && location?.endpoint],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]));
}

function block(lines: readonly Line[], sanitize = (text: string): string => text): string {
  return lines.map(([label, value]) => `${label}: ${sanitize(value)}\n`).join('');
}
