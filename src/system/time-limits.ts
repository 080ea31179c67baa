/**
 * Every limit in time: what, how long, and who may change it. All in milliseconds. The life of a token and of a
 * temporary file is part of a format, and stays with it.
 */

export const timeLimits = {
  /** One exchange or one check as a whole. `timeout` in config.yaml changes it. */
  timeout: 15_000,
  /** Bounds of `timeout`: less is a mistyped unit, more outlives any client. Not configurable. */
  shortestTimeout: 100,
  longestTimeout: 600_000,

  // Below `timeout`. Not configurable, and `timeout` ends each of them early.
  /** One connection to AWS. */
  awsConnect: 3_000,
  /** The pause before an IAM Identity Center that was busy is asked again, times the attempt. */
  ssoPause: 200,
  /** One request to the container endpoint (botocore, `ContainerMetadataFetcher`), and the pause before the next. */
  containerRequest: 2_000,
  containerPause: 300,
  /** One request to a CI system for the token of a job, the pause before the next, and a program that prints one. */
  jobTokenRequest: 5_000,
  jobTokenPause: 300,
  jobTokenProgram: 10_000,
  /** The SDK's request for the role of an EC2 instance. */
  instanceRole: 1_000,

  // The store in PostgreSQL. Not configurable.
  /** From asking for a connection to the first answer on it. */
  databaseAnswer: 4_500,
  /** How long a server that has no free connection, is starting, or refuses connections is tried again. */
  databaseBusy: 4_000,
  databaseRefused: 1_000,
  /** One attempt to connect. */
  databaseConnect: 3_000,
  shortestDatabaseConnect: 500,
  /** After this time an unused connection is given back. */
  databaseIdle: 5_000,
  /** A statement that waits for no lock. */
  databaseStatement: 5_000,
  /** Beyond the server's own limit, so that its answer comes first. */
  databaseGrace: 2_000,

  // The rest. Not configurable.
  /** The keyring of the desktop, which may show a question. */
  keyring: 2_000,
  /** One call of another credential helper, whose keychain may ask the user, and all calls of one import. */
  otherHelper: 30_000,
  otherHelpers: 180_000,
  /** The end of a file that is a pipe. */
  pipe: 5_000,
  /** What `doctor` asks: the metadata service, one API of AWS, and all registries together. */
  doctorMetadata: 2_000,
  doctorApi: 5_000,
  doctorRegistries: 20_000,
  /** A program that a document of registries names, which prints a secret. */
  secretCommand: 30_000,
  /** Until `kubectl proxy` listens: it may sign in first. */
  kubectlStart: 30_000,
  /** What an API server of Kubernetes may ask for in Retry-After, and how long one watch of namespaces runs. */
  longestRetryAfter: 60_000,
  namespaceWatch: 300_000,
  /** The program of `refresh --watch --on-failure`. */
  failureCommand: 30_000,
  /** What is left for a call to unwind after its deadline, before it is answered with an error all the same. */
  unwinding: 1_000,
} as const;

/** How long a lock on a token may be held: for one exchange. After that its holder counts as frozen. */
export function lockHoldLimit(timeoutMs: number): number {
  return timeoutMs + 1_000;
}

/** How long one holder of a lock is waited for: longer than it may hold the lock. */
export function lockWaitLimit(timeoutMs: number): number {
  return timeoutMs + 6_000;
}

/**
 * All that one answer to docker or the kubelet takes: connections, queries, waiting for locks, the exchange. Who begins
 * to wait for a lock when another call takes it gets the token of that call in time.
 */
export function callLimit(timeoutMs: number): number {
  return timeoutMs + 6_000;
}
