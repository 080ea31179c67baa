/** Stores named on a command line. */
import { expect, it } from 'vitest';
import { differentStores } from '../../../../src/cli/commands/store/store-place.js';
import { Secret } from '../../../../src/secret.js';

const team = { kind: 'postgres', url: new Secret('postgres://ci:hunter2@db.example/team') } as const;
const files = { kind: 'file' } as const;

it('knows the files, the database of the settings, and URLs', async () => {
  expect(await differentStores('file', 'database', { configured: team, environment: {} })).toEqual({
    from: files,
    to: team,
  });
  const url = 'postgres://ci@db.example/other';
  const { from, to } = await differentStores(url, 'database', { configured: team, environment: {} });
  expect(from.kind === 'postgres' && from.url.reveal()).toBe(url);
  expect(to).toBe(team);
});

it.each([
  ['file', 'file'],
  ['database', 'database'],
  ['postgres://other@DB.example:5432/team?schema=ts_reg', 'database'],
])('refuses two names of one store: %s and %s', async (from, to) => {
  await expect(differentStores(from, to, { configured: team, environment: {} })).rejects.toMatchObject({
    kind: 'usage',
    message: 'source and destination are the same store',
  });
});

it('takes other tables of one database for another store', async () => {
  await expect(
    differentStores('database', 'postgres://ci@db.example/team?schema=new', { configured: team, environment: {} }),
  ).resolves.toBeDefined();
});

it('asks for a database where the settings name none', async () => {
  await expect(differentStores('file', 'database', { configured: files, environment: {} })).rejects.toMatchObject({
    message: 'no database is configured',
    hint: expect.stringContaining('TS_REG_STORE=') as string,
  });
});

it('refuses anything else without quoting it, as it may hold a password', async () => {
  for (const text of ['mysql://ci:hunter2@db', './folder', '', 'postgres://ci:hunter2@db/x/y']) {
    const refused = differentStores(text, 'file', { configured: files, environment: {} });
    await expect(refused).rejects.toMatchObject({
      kind: 'usage',
      message: expect.not.stringContaining('hunter2') as string,
    });
  }
});
