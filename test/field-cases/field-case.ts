/** What a field case is: its words, its servers, its steps. */

/** The servers that a case may have; `ecr` comes with `aws`, `proxy` is always there. */
export const serverKinds = ['aws', 'imds', 'sso', 'container', 'registry', 'token', 'anchore'] as const;
export type ServerKind = (typeof serverKinds)[number];
export const clients = ['docker', 'skopeo', 'podman'] as const;
export const peerNames = ['ecr-login', 'aws', 'skopeo', 'docker', 'podman', 'docker-helper'] as const;
export type PeerName = (typeof peerNames)[number];

export interface ServerLine {
  readonly kind: ServerKind;
  /** The kind itself, except for `registry` and `token`, which may be there more than once. */
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
  readonly line: number;
}

export interface TextCheck {
  readonly negated: boolean;
  readonly how: 'contains' | 'matches' | 'is' | 'line' | 'empty';
  readonly text: string;
  /** Of a pattern. */
  readonly caseless: boolean;
}

export type Step = { readonly line: number; readonly text: string } & (
  | { readonly kind: 'env'; readonly name: string; readonly value: string }
  | { readonly kind: 'stdin'; readonly from: 'text' | 'file'; readonly value: string }
  | { readonly kind: 'run'; readonly words: readonly string[] }
  | { readonly kind: 'exit'; readonly codes: readonly number[]; readonly negated: boolean }
  | { readonly kind: 'within'; readonly seconds: number }
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr' | 'output'; readonly check: TextCheck }
  | { readonly kind: 'expect-file'; readonly path: string; readonly check: TextCheck | 'exists' | 'absent' }
  | {
      readonly kind: 'requests';
      readonly server: string;
      readonly count: number;
      readonly orMore: boolean;
      readonly part: string;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly make: 'folder' | 'fifo' | 'mode' | 'link' | 'remove';
      readonly value: string;
    }
  | { readonly kind: 'clock'; readonly offsetMs: number }
  | { readonly kind: 'proxy-fault'; readonly status: number }
  | { readonly kind: 'fault'; readonly fault: string; readonly options: ReadonlyMap<string, string> }
);

export interface FieldCase {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  /** `owner/repository#number`, or `ts-reg#issue.row` when a review of ours was first. */
  readonly reports: readonly string[];
  readonly client: (typeof clients)[number] | undefined;
  readonly servers: readonly ServerLine[];
  readonly steps: readonly Step[];
  /** What a peer does instead of `steps`. */
  readonly peers: ReadonlyMap<PeerName, readonly Step[]>;
  /** Files below HOME. */
  readonly files: ReadonlyMap<string, string>;
  /** `SERVER PATH` → HTTP answer as text. */
  readonly answers: ReadonlyMap<string, string>;
  /** `SERVER PATH` → bytes on the wire. */
  readonly raw: ReadonlyMap<string, string>;
}

/** What is wrong with a case file, and where. */
export class CaseError extends Error {
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.line = line;
  }
}
