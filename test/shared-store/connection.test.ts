/** One connection, opened when it is needed, opened again when it broke, and never waited for without end. */
import { describe, expect, it } from 'vitest';
import { type Bounds, DatabaseConnection, defaultBounds } from '../../src/shared-store/connection.js';
import type { PgConnection } from '../../src/shared-store/pg-connection.js';
import { foreignError, nothing, type PlayedConnection, playedConnection } from './played-connection.js';

const place = 'database ts_reg on db.example.com:5432';
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const statement = { text: 'SELECT 1' };

interface Opened {
  readonly connection: DatabaseConnection;
  readonly made: PlayedConnection[];
  readonly attempts: number[];
  readonly ask: () => Promise<unknown>;
}

/** Each attempt to connect takes the next step, the last one for good: a connection or an error code. */
function opened(steps: readonly (PlayedConnection | string)[], bounds: Partial<Bounds> = {}): Opened {
  const made: PlayedConnection[] = [];
  const attempts: number[] = [];
  const connect = (timeoutMs: number): Promise<PgConnection> => {
    const step = steps[Math.min(attempts.push(timeoutMs), steps.length) - 1] ?? playedConnection();
    if (typeof step === 'string') return Promise.reject(foreignError(step));
    made.push(step);
    return Promise.resolve(step);
  };
  const connection = new DatabaseConnection(place, connect, { ...defaultBounds, ...bounds });
  return { connection, made, attempts, ask: () => connection.alone(statement, (_, answer) => Promise.resolve(answer)) };
}

describe('the connection', () => {
  it('is made when it is first needed, and kept for the next one', async () => {
    const { attempts, ask, made } = opened([playedConnection()]);
    expect(attempts).toEqual([]);
    await ask();
    await ask();
    expect(attempts).toHaveLength(1);
    expect(made[0]?.seen).toEqual(['SELECT 1', 'asleep', 'awake', 'SELECT 1', 'asleep']);
  });

  it('belongs to one caller at a time, in the order in which they came', async () => {
    const { connection } = opened([playedConnection()]);
    const seen: string[] = [];
    const work = (name: string): Promise<void> =>
      connection.alone(statement, async () => {
        seen.push(`${name} begins`);
        await pause(10);
        seen.push(`${name} ends`);
      });
    await Promise.all([work('one'), work('two')]);
    expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  });

  it('that is out of time ends what is under way, and connects no more', async () => {
    const { connection, ask, attempts } = opened([playedConnection(() => new Promise(() => undefined))]);
    const asked = ask();
    await pause(10);
    connection.expire();
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(ask()).rejects.toThrow(`the ${place} did not answer in time`);
    expect(attempts).toHaveLength(1);
  });

  it('is left to the next one when the work of this one fails', async () => {
    const { connection, ask, attempts } = opened([playedConnection()]);
    await expect(connection.alone(statement, () => Promise.reject(new RangeError('bug')))).rejects.toThrow(RangeError);
    expect(await ask()).toEqual(nothing);
    expect(attempts).toHaveLength(1);
  });

  it('that the server ended while nobody used it is made again, and nobody notices', async () => {
    let answers = 0;
    const first = playedConnection(() =>
      answers++ === 0 ? Promise.resolve(nothing) : Promise.reject(foreignError('57P01')),
    );
    const { ask, attempts, made } = opened([first, playedConnection()]);
    await ask();
    expect(await ask()).toEqual(nothing);
    expect(attempts).toHaveLength(2);
    expect(made[0]?.seen).toContain('destroy');
  });

  it('that breaks in the middle of work is not asked again: what was done may have been done', async () => {
    const { connection, attempts } = opened([
      playedConnection((text) =>
        text === 'COMMIT' ? Promise.reject(foreignError('ECONNRESET')) : Promise.resolve(nothing),
      ),
    ]);
    await expect(
      connection.alone(statement, (session) => session.query('COMMIT', undefined, 1_000)),
    ).rejects.toMatchObject({ kind: 'unavailable' });
    expect(attempts).toHaveLength(1);
  });

  it('is given back when nobody has used it for a while', async () => {
    const { ask, made, attempts } = opened([playedConnection(), playedConnection()], { idleMs: 20 });
    await ask();
    await expect.poll(() => made[0]?.seen.at(-1)).toBe('end');
    await ask();
    expect(attempts).toHaveLength(2);
  });

  it('is closed after the work that is under way, and at once where there is none', async () => {
    const { connection, made } = opened([playedConnection()]);
    await connection.close();
    let done = false;
    const work = connection.alone(statement, async () => {
      await pause(20);
      done = true;
    });
    await connection.close();
    expect(done).toBe(true);
    await work;
    expect(made[0]?.seen.at(-1)).toBe('end');
  });

  it('whose goodbye is not answered is broken, so that no command hangs at its end', async () => {
    const silent: PlayedConnection = playedConnection();
    const { connection, ask } = opened([
      { ...silent, end: () => new Promise((resolve) => setTimeout(resolve, 60_000).unref()) },
    ]);
    await ask();
    void connection.close();
    await expect.poll(() => silent.seen, { timeout: 5_000 }).toContain('destroy');
  });
});

describe('a database that cannot be reached', () => {
  it.each(['ECONNREFUSED', '57P03', '53300'])(
    'with %s is tried again for a while: it may be restarting, or full for a moment',
    async (code) => {
      const { ask, attempts } = opened([code, playedConnection()]);
      expect(await ask()).toEqual(nothing);
      expect(attempts).toHaveLength(2);
    },
  );

  it.each(['28P01', '3D000', 'ENOTFOUND', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    'with %s is not tried again: that does not heal by itself',
    async (code) => {
      const { ask, attempts } = opened([code]);
      await expect(ask()).rejects.toMatchObject({
        kind: 'unavailable',
        message: expect.stringContaining(`cannot reach the ${place}`) as string,
      });
      expect(attempts).toHaveLength(1);
    },
  );

  it('is unavailable when it stays away, and whoever asks again hears so at once', async () => {
    const { ask, attempts } = opened(['ECONNREFUSED'], { refusedMs: 300 });
    await expect(ask()).rejects.toMatchObject({
      kind: 'unavailable',
      message: `cannot reach the ${place}: nothing listens at that address (ECONNREFUSED)`,
    });
    const tries = attempts.length;
    expect(tries).toBeGreaterThan(1);
    for (let index = 0; index < 5; index += 1) await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(attempts).toHaveLength(tries);
  });

  it('is asked again when some time has passed', async () => {
    const { ask } = opened(['28P01', playedConnection()], { answerMs: 30 });
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
    await pause(40);
    expect(await ask()).toEqual(nothing);
  });

  it('gets no attempt longer than the bound on the whole', async () => {
    const { ask, attempts } = opened(['28P01'], { answerMs: 2_000 });
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(Math.max(...attempts)).toBeLessThanOrEqual(2_000);
  });

  it('that connects and then says nothing is unavailable, too', async () => {
    const { ask } = opened([playedConnection(() => new Promise(() => undefined))], { answerMs: 100 });
    await expect(ask()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('no answer') as string,
    });
  });
});
