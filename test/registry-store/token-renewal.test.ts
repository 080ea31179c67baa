/** The life of a token: fetched once, renewed at half of its life, never handed out after its end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/secret.js';
import { accepted, ecr, type Engine, given, hour, refusal, startEngine, tokenAt } from '../support/engine.js';

let engine: Engine;
beforeEach(async () => {
  engine = startEngine();
  await engine.store.backend.add(given(), accepted);
});
afterEach(() => {
  engine.dispose();
});

async function password(): Promise<string> {
  return (await engine.store.credential(ecr)).password.reveal();
}

const half = 6 * hour;
const end = 12 * hour;
const minute = 60_000;

describe.each([
  ['just fetched', 0, 'kept', 'kept'],
  ['a moment before half of its life', half - 1, 'kept', 'kept'],
  ['at half of its life', half, 'new', 'kept'],
  ['a minute and a moment before its end', end - minute - 1, 'new', 'kept'],
  ['a minute before its end', end - minute, 'new', 'refused'],
  ['past its end', end + hour, 'new', 'refused'],
  ['with a clock an hour slow', -hour, 'new', 'refused'],
  ['with a clock 13 hours slow', -13 * hour, 'new', 'refused'],
  ['with a clock 13 hours fast', 13 * hour, 'new', 'refused'],
])('a token %s', (_, age, whenAwsAnswers, whenAwsFails) => {
  it(`is ${whenAwsAnswers} while AWS answers`, async () => {
    engine.now += age;
    expect(await password()).toBe(whenAwsAnswers === 'kept' ? 'token 1' : 'token 2');
  });

  it(`is ${whenAwsFails} while AWS fails`, async () => {
    engine.now += age;
    engine.aws = () => Promise.reject(refusal('ThrottlingException'));
    if (whenAwsFails === 'kept') expect(await password()).toBe('token 1');
    else await expect(password()).rejects.toThrow('ThrottlingException');
  });
});

describe('a renewal', () => {
  it('is told on --debug when it fails and the old token goes on', async () => {
    engine.now += half;
    engine.aws = () => Promise.reject(refusal('ThrottlingException'));
    await password();
    expect(engine.debug.join('\n')).toContain(
      `${ecr}: keeping the token that is still valid; renewal failed: ThrottlingException`,
    );
  });

  it('happens once for many at the same time', async () => {
    engine.now += end;
    const answers = await Promise.all(Array.from({ length: 10 }, password));
    expect(new Set(answers)).toEqual(new Set(['token 2']));
    expect(engine.exchanges).toHaveLength(2);
  });

  it('does not make anybody wait while the old token is valid and another process is at it', async () => {
    engine.now += half;
    const whileLocked = await engine.dependencies.tokens.withLock(ecr, { wait: true }, () => password());
    expect(whileLocked).toBe('token 1');
  });

  it('hands a token that our clock calls expired out once, and does not keep it', async () => {
    engine.now += end;
    engine.aws = () => Promise.resolve(tokenAt(engine.now - 13 * hour, 'skewed'));
    expect(await password()).toBe('skewed');
    engine.aws = () => Promise.resolve(tokenAt(engine.now, 'right'));
    expect(await password()).toBe('right');
  });

  it('after the record is gone is not found', async () => {
    engine.now += end;
    const record = await engine.dependencies.records.find(ecr);
    await engine.dependencies.records.delete(ecr);
    if (!record) throw new Error('the record was there');
    await expect(engine.dependencies.renewal.validToken(record)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('passes on what is not ours to explain', async () => {
    engine.now += half;
    engine.aws = () => Promise.reject(new RangeError('bug'));
    await expect(password()).rejects.toThrow(RangeError);
  });

  it('never keeps a token of an identity that an update has replaced', async () => {
    const old = await engine.dependencies.records.find(ecr);
    await engine.dependencies.records.change(
      ecr,
      (current) => current && { ...current, user: 'AKIANEW', secret: new Secret('new') },
    );
    if (!old) throw new Error('the record was there');
    await engine.dependencies.renewal.keepToken(old, tokenAt(engine.now, 'of the old identity'));
    expect(await engine.dependencies.tokens.read(ecr)).toBeUndefined();
  });
});

describe('a machine whose clock is wrong when a token comes', () => {
  it.each([
    ['13 hours fast', 12 * hour - 13 * hour],
    ['13 hours slow', 12 * hour + 13 * hour],
  ])('by %s is not locked out, and keeps nothing that it cannot judge', async (_, expiresIn) => {
    engine.now += end;
    engine.aws = () => Promise.resolve(tokenAt(engine.now, `token ${engine.exchanges.length}`, expiresIn));
    expect([await password(), await password()]).toEqual(['token 2', 'token 3']);
    expect(engine.debug.join('\n')).toContain(
      `${ecr}: not keeping the token: its lifetime does not match this machine's clock`,
    );
  });
});

describe('the role of the machine, once its gate is closed again', () => {
  beforeEach(async () => {
    engine.gate.allowed = true;
    await engine.store.backend.add(given({ user: 'awsauto', secret: 'awsauto' }), { validate: true, replace: true });
    engine.gate.allowed = false;
  });

  it('gives no further token, and AWS is not asked', async () => {
    const asked = engine.exchanges.length;
    const refused = {
      message: "'awsauto' is not enabled in service configuration",
      httpCode: 406,
      hint: 'open the gate',
    };
    const outcomes = await engine.store.refresh({ registries: [], force: true, onOutcome: () => undefined });
    expect(outcomes).toMatchObject([{ outcome: 'failed', error: refused }]);
    expect(await engine.store.check([])).toMatchObject([{ error: refused }]);
    engine.now += end;
    await expect(password()).rejects.toMatchObject(refused);
    expect(engine.exchanges.length).toBe(asked);
  });

  it('lets the token that was fetched before live to its end', async () => {
    engine.now += half;
    expect(await password()).toBe('token 2');
  });
});
