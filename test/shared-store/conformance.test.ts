/** The shared store keeps what every store promises, between machines and between processes of one machine. */
import { afterAll, beforeAll } from 'vitest';
import { describeStore } from '../storage/conformance.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';
import { machineOn, wrongKey } from './store-on-postgres.js';

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.close());

describeStore('PostgreSQL, between machines', () => {
  const url = server.url();
  return { ...machineOn(url), another: () => machineOn(url), withWrongKey: () => machineOn(url, { key: wrongKey }) };
});

describeStore('PostgreSQL, between processes of one machine', () => {
  const machine = machineOn(server.url());
  return { ...machine, another: () => machine.reopen(), withWrongKey: () => machine.reopen({ key: wrongKey }) };
});
