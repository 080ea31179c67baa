/** Reads known keys out of a mapping, and collects what is wrong with it: each fault with line and column. */
import type { YamlEntry, YamlNode, YamlPlace } from '../config/yaml-tree.js';
import { type Hint, TsRegError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { hint } from '../system/hint.js';
import { otherWords } from './document-keys.js';

/** More than these are not reported: most follow from the first ones. */
const mostFaults = 20;

/** The faults of one document. They never quote what is written there, which may be a secret in a wrong place. */
export class DocumentFaults {
  readonly #title: string;
  readonly #found: TsRegError[] = [];

  constructor(title: string) {
    this.#title = title;
  }

  get found(): readonly TsRegError[] {
    return this.#found;
  }

  add(words: string, place: YamlPlace, next: Hint = hint`correct ${this.#title}`): void {
    if (this.#found.length === mostFaults) return;
    const message = `${this.#title}, line ${place.line}, column ${place.column}: ${words}`;
    this.#found.push(new TsRegError('usage', message, { hint: next }));
  }
}

export interface FieldText {
  readonly text: string;
  readonly place: YamlPlace;
}

/** The entries of one mapping, whose keys are known. */
export class DocumentFields<Key extends string> {
  readonly place: YamlPlace;
  readonly #faults: DocumentFaults;
  readonly #entries: ReadonlyMap<string, YamlEntry>;

  constructor(mapping: YamlNode & { readonly kind: 'mapping' }, known: readonly Key[], faults: DocumentFaults) {
    this.place = mapping.place;
    this.#faults = faults;
    this.#entries = mapping.entries;
    for (const [key, { place }] of mapping.entries)
      if (key === '<<') faults.add('has a merge key (<<), which ts-reg does not read', place);
      else if (!(known as readonly string[]).includes(key)) faults.add('unknown key', place, nearestHint(key, known));
  }

  /** Where a key stands; undefined when it does not. */
  placeOf(key: Key): YamlPlace | undefined {
    return this.#entries.get(key)?.place;
  }

  /** The value of a key, of any kind; a fault when there is none behind it. */
  value(key: Key): YamlNode | undefined {
    const entry = this.#entries.get(key);
    if (entry?.value.kind !== 'empty') return entry?.value;
    this.#faults.add(`${key} has no value`, entry.place);
    return undefined;
  }

  /** A single value. Only a user may be the empty text, for a registry that wants none. */
  text(key: Key, { mayBeEmpty = false } = {}): FieldText | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (value.kind !== 'text') this.#faults.add(`${key} must be a single value`, value.place);
    else if (value.text === '' && !mayBeEmpty) this.#faults.add(`${key} is empty`, value.place);
    else return { text: value.text, place: value.place };
    return undefined;
  }
}

function nearestHint(key: string, known: readonly string[]): Hint {
  const words = Object.entries(otherWords).filter(([, meant]) => known.includes(meant));
  const near = nearestName(key, [...known, ...words.map(([word]) => word)]);
  const nearest = words.find(([word]) => word === near)?.[1] ?? near;
  if (nearest !== undefined) return hint`did you mean ${nearest}?`;
  const shown = known.filter((name) => !name.startsWith('$'));
  return hint`the keys are ${shown.join(', ').split(' ')}`;
}
