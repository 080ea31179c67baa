/**
 * Ties the kept token of a shared store to that store, for the hot path, which reads no settings: it serves such a
 * token only while what chose the store is what it was. Tokens of the embedded store have no origin. No I/O but one
 * stat.
 */
import type { Environment } from '../../system/environment.js';
import { fileState } from '../../system/file-state.js';

export interface TokenOrigin {
  /** Which store, in its own words. */
  readonly store: string;
  /** What chose it; see {@link storeChoice}. */
  readonly choice: string;
}

/** Where the choice is made. */
export interface ChoicePlaces {
  readonly environment: Environment;
  readonly configFile: string;
}

/** libpq's variables that say which database a URL means when it does not say so itself. */
const databaseVariables = ['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'];
/** The password of a URL; grammar of RFC 3986 §3.2. */
const password = /^([a-z]+:\/\/[^:@/?#]*):[^/?#]*@/;

/**
 * Everything that decides which shared store serves, as text to be compared: TS_REG_STORE without its password, else
 * the state of config.yaml (any edit makes it another one); and the variables that complete the URL.
 */
export function storeChoice({ environment, configFile }: ChoicePlaces): string {
  const named = environment['TS_REG_STORE'];
  return JSON.stringify([
    named ? named.replace(password, '$1@') : fileState(configFile).text,
    ...databaseVariables.map((name) => environment[name] ?? ''),
  ]);
}

/** Whether a kept token of this origin may be handed out without a look at the settings. */
export function isStillChosen(origin: TokenOrigin | undefined, places: ChoicePlaces): boolean {
  if (origin !== undefined) return origin.choice === storeChoice(places);
  const named = places.environment['TS_REG_STORE'];
  return !named || named === 'file';
}
