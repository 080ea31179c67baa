/** A kept token of a shared store is handed out only while what chose that store is what it was. */
import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isStillChosen, storeChoice } from '../../../src/storage/tokens/token-origin.js';
import { tempFolder } from '../store-in-temp.js';

const url = 'postgres://ts_reg@db.example.com/ts_reg';
const nowhere = '/nonexistent/config.yaml';

describe('a token of the embedded store', () => {
  it.each([{}, { TS_REG_STORE: '' }, { TS_REG_STORE: 'file' }])('is served with %j', (environment) => {
    expect(isStillChosen(undefined, { environment, configFile: nowhere })).toBe(true);
  });

  it('is not served once TS_REG_STORE names a database', () => {
    expect(isStillChosen(undefined, { environment: { TS_REG_STORE: url }, configFile: nowhere })).toBe(false);
  });

  it('is served whatever happens to config.yaml: the hot path does not read it', () => {
    const configFile = join(tempFolder(), 'config.yaml');
    writeFileSync(configFile, '{ not yaml');
    expect(isStillChosen(undefined, { environment: {}, configFile })).toBe(true);
  });
});

describe('a token of a store that TS_REG_STORE named', () => {
  const environment = { TS_REG_STORE: url };
  const origin = { store: 's', choice: storeChoice({ environment, configFile: nowhere }) };

  it.each([
    ['as it was', url, true],
    ['with a password, or another one', 'postgres://ts_reg:new@p@db.example.com/ts_reg', true],
    ['another host', 'postgres://ts_reg@db2.example.com/ts_reg', false],
    ['another database', 'postgres://ts_reg@db.example.com/other', false],
    ['another user, and so perhaps another database', 'postgres://other@db.example.com/ts_reg', false],
    ['another schema', `${url}?schema=other`, false],
    ['the embedded store', 'file', false],
    ['nothing', '', false],
  ])('under %s', (_, named, served) => {
    expect(isStillChosen(origin, { environment: { TS_REG_STORE: named }, configFile: nowhere })).toBe(served);
  });

  it.each(['PGHOST', 'PGPORT', 'PGDATABASE', 'PGUSER'])(
    'is not served when %s completes the URL in another way',
    (name) => {
      expect(isStillChosen(origin, { environment: { ...environment, [name]: 'other' }, configFile: nowhere })).toBe(
        false,
      );
    },
  );

  it('is served whatever happens to config.yaml, which TS_REG_STORE overrides', () => {
    const configFile = join(tempFolder(), 'config.yaml');
    writeFileSync(configFile, 'store: file\n');
    expect(isStillChosen(origin, { environment, configFile })).toBe(true);
  });

  it('holds no password', () => {
    const choice = storeChoice({ environment: { TS_REG_STORE: 'postgres://u:canary%40@h/d' }, configFile: nowhere });
    expect(choice).not.toContain('canary');
    expect(choice).toContain('postgres://u@h/d');
  });
});

describe('a token of a store that config.yaml named', () => {
  it.each<[string, (path: string) => void]>([
    [
      'edited in place',
      (path) => {
        appendFileSync(path, '#\n');
      },
    ],
    [
      'replaced by a file of the same length and time',
      (path) => {
        writeFileSync(`${path}.new`, 'store: postgres://b@h\n');
        utimesSync(`${path}.new`, 1, 1);
        renameSync(`${path}.new`, path);
      },
    ],
    [
      'touched back to its old time',
      (path) => {
        writeFileSync(path, 'store: postgres://b@h\n');
        utimesSync(path, 1, 1);
      },
    ],
    [
      'removed',
      (path) => {
        rmSync(path);
      },
    ],
  ])('is not served after config.yaml was %s', (_, edit) => {
    const folder = join(tempFolder(), 'config');
    mkdirSync(folder);
    const configFile = join(folder, 'config.yaml');
    writeFileSync(configFile, 'store: postgres://a@h\n');
    utimesSync(configFile, 1, 1);
    const origin = { store: 's', choice: storeChoice({ environment: {}, configFile }) };
    expect(isStillChosen(origin, { environment: {}, configFile })).toBe(true);
    edit(configFile);
    expect(isStillChosen(origin, { environment: {}, configFile })).toBe(false);
  });
});
