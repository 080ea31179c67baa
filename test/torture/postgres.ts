/** The shared store tortured: many machines, played by processes with homes of their own, on a real PostgreSQL. */
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { manyTokens, oneToken, sharedAdds } from './postgres-crowds.js';
import { frozenHolder, killedHolder } from './postgres-faults.js';
import { largeStore } from './postgres-index.js';
import { restarts } from './postgres-restarts.js';
import type { Row } from './report.js';

type Scenario = (home: string) => Promise<Row | readonly Row[]>;

/** Machines in the largest crowd; each holds one connection while it waits. */
const crowd = 500;

/** `short`: the same promises, with fewer rounds. */
export function sharedStoreTorture(short: boolean): Readonly<Record<string, Scenario>> {
  return {
    'postgres-one-token': onServer((home, server) => oneToken(home, server, short ? 100 : crowd)),
    'postgres-many-tokens': onServer(manyTokens),
    'postgres-adds': onServer(sharedAdds),
    'postgres-killed': onServer((home, server) => killedHolder(home, server, short ? 10 : 50)),
    'postgres-frozen': onServer((home, server) => frozenHolder(home, server, short ? 5_000 : 15_000)),
    'postgres-restarts': onServer((home, server) => restarts(home, server, short ? 4 : 20)),
    'postgres-index': onServer((home, server) => largeStore(home, server, short ? 300 : 1_000)),
  };
}

function onServer(scenario: (home: string, server: TestPostgres) => Promise<Row | readonly Row[]>): Scenario {
  return async (home) => {
    // What is acknowledged is written: a crash of the server must not take it back. Beside the crowd somebody looks on.
    const server = await startPostgres({
      maxConnections: crowd + 20,
      settings: ['synchronous_commit=on', 'shared_buffers=128MB'],
    });
    try {
      return await scenario(home, server);
    } finally {
      await server.close();
    }
  };
}
