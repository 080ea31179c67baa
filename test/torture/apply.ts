/** `registry apply` tortured: processes of ts-reg on the store in files and on PostgreSQL, with registries on loopback. */
import { type ApplyHome, startApplyHome } from '../cli/apply-home.js';
import { freshName, startPostgres } from '../support/postgres.js';
import { applyAtOnce } from './apply-at-once.js';
import { applyKilled } from './apply-kill.js';
import { applyMany } from './apply-many.js';
import { type Row, row } from './report.js';

type Scenario = () => Promise<Row | readonly Row[]>;

/** `short`: the same promises, with fewer rounds. */
export function applyTorture(short: boolean): Readonly<Record<string, Scenario>> {
  return {
    'apply-at-once': inHome((home) => applyAtOnce(home, short ? 4 : 50)),
    'apply-kill': inHome((home) => applyKilled(home, short ? 8 : 200)),
    'apply-many': inHome((home) => applyMany(home, 'files', () => Promise.resolve(home.contents()))),
    'apply-postgres': applyManyOnPostgres,
  };
}

/** A target of a scenario, as a row: what went wrong is told by its problems. */
function inHome(scenario: (home: ApplyHome) => Promise<Row>): Scenario {
  return async () => {
    const home = await startApplyHome();
    try {
      return await scenario(home);
    } finally {
      await home.close();
    }
  };
}

async function applyManyOnPostgres(): Promise<Row> {
  const server = await startPostgres();
  const schema = freshName('s');
  const home = await startApplyHome({
    TS_REG_STORE: server.url({ schema }),
    TS_REG_KEY: Buffer.alloc(32, 1).toString('base64'),
  });
  try {
    // Each write of a row gives it another xmin.
    const rows = (): Promise<unknown> =>
      server.query(`SELECT registry, version, xmin, md5(file) FROM ${schema}.record ORDER BY registry`);
    return await applyMany(home, 'PostgreSQL', rows);
  } catch (error) {
    return row('apply of 100 on PostgreSQL', 'runs', {
      measured: 'failed',
      problems: [error instanceof Error ? error.message : 'unknown error'],
    });
  } finally {
    await home.close();
    await server.close();
  }
}
