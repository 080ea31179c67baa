/** A way to an API server: how a pod and how a person reach one, behind one interface. */
import type { KeptPlace } from '../http/kept-client.js';

export interface ApiAccess {
  /** For messages. */
  readonly title: string;
  /** Where requests go. */
  readonly place: KeptPlace;
  /** Headers of the next request; what a file says is read each time. Throws {TsRegError} `io`. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** What a person types to see whether the server can be reached and accepts them. */
  readonly isPod: boolean;
  /** Gives connections and programs back. Never throws. */
  readonly close: () => void;
}
