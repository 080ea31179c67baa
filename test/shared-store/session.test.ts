/** A statement ends in time, and fails in our words. */
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/shared-store/session.js';
import { foreignError, nothing, playedConnection } from './played-connection.js';

const place = 'database ts_reg on db.example.com:5432';

describe('a statement', () => {
  it('gives its answer, and leaves the connection open', async () => {
    const connection = playedConnection(() => Promise.resolve({ rows: [{ layout: 1 }], count: 1 }));
    expect(await new Session(connection, place).query('SELECT 1', undefined, 1_000)).toEqual({
      rows: [{ layout: 1 }],
      count: 1,
    });
    expect(connection.seen).toEqual(['SELECT 1']);
  });

  it('that gets no answer in time is unavailable, and breaks the connection so that the server lets go too', async () => {
    const connection = playedConnection(() => new Promise(() => undefined));
    await expect(new Session(connection, place).query('SELECT 1', undefined, 100)).rejects.toMatchObject({
      kind: 'unavailable',
      message: `cannot use the ${place}: no answer for 0.1 s`,
      detail: { lost: true },
    });
    expect(connection.seen).toEqual(['SELECT 1', 'destroy']);
  });

  it('that is refused says the place and not the words of the server', async () => {
    const connection = playedConnection(() => Promise.reject(foreignError('42501')));
    await expect(new Session(connection, place).query('SELECT 1', undefined, 1_000)).rejects.toMatchObject({
      kind: 'io',
      message: `cannot use the ${place}: permission denied for this user`,
      detail: { sqlstate: '42501' },
    });
    expect(connection.seen).not.toContain('destroy');
    expect(await new Session(playedConnection(), place).query('SELECT 1', [], 1_000)).toEqual(nothing);
  });
});
