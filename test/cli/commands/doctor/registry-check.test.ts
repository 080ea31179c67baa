/** Doctor tries each stored registry. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFinding, checkRegistries } from '../../../../src/cli/commands/doctor/registry-check.js';
import { TsRegError } from '../../../../src/errors.js';
import type { CheckOutcome } from '../../../../src/registry-store/check.js';
import type { OpenRecord } from '../../../../src/registry/record.js';
import { hint } from '../../../../src/system/hint.js';
import { ecr, type Engine, refusal, startEngine } from '../../../support/engine.js';
import { openRecord } from './records.js';

let engine: Engine;
let interrupt: AbortController;
beforeEach(() => {
  engine = startEngine();
  interrupt = new AbortController();
});
afterEach(() => {
  engine.dispose();
});

const password = openRecord({ registry: 'r.example.com' });
const keys = openRecord({ registry: ecr, type: 'awsecr', user: 'AKIAIOSFODNN7EXAMPLE' });

function check(records: readonly OpenRecord[], timeMs = 60_000): Promise<readonly CheckOutcome[]> {
  return checkRegistries(engine.store, records, { interrupted: interrupt.signal, timeMs });
}

function findings(outcomes: readonly CheckOutcome[]): readonly string[] {
  return outcomes.map((outcome) => {
    const { level, subject, message, fix } = checkFinding(outcome);
    return `${level} ${subject}: ${message}${fix === undefined ? '' : ` -> ${fix}`}`;
  });
}

describe('a registry', () => {
  it('that accepts is fine, with the source of its AWS credentials where it has any', async () => {
    expect(findings(await check([keys, password]))).toEqual([
      `ok ${ecr}: accepts the stored credentials (AWS credentials: static keys)`,
      'ok r.example.com: accepts the stored credentials',
    ]);
  });

  it('that fails costs no other, in the order asked for, with its own way out', async () => {
    engine.aws = () => Promise.reject(refusal());
    expect(findings(await check([keys, password]))).toEqual([
      `problem ${ecr}: AccessDeniedException -> ask your administrator`,
      'ok r.example.com: accepts the stored credentials',
    ]);
  });

  it('whose way out would be doctor gets one that goes further: this is doctor', async () => {
    engine.aws = () =>
      Promise.reject(
        new TsRegError('refused', 'no answer', { hint: hint`see where the connection stops: ts-reg doctor ${ecr}` }),
      );
    expect(findings(await check([keys]))).toEqual([
      `problem ${ecr}: no answer -> see which step fails: ts-reg registry check ${ecr} --debug`,
    ]);
  });

  it('is tried without keeping a token', async () => {
    const before = engine.contents();
    await check([keys]);
    expect(engine.contents()).toEqual(before);
  });

  it('is not tried after an interrupt, without a request', async () => {
    interrupt.abort();
    expect(findings(await check([password]))).toEqual([
      'remark r.example.com: not checked: the registries before it took too long -> ts-reg doctor r.example.com',
    ]);
    expect(engine.pings).toEqual([]);
  });

  it('with a fault of ours is not hidden', async () => {
    engine.registry = () => Promise.reject(new RangeError('a fault of ours'));
    await expect(check([password])).rejects.toThrow('a fault of ours');
  });
});

it('many registries are tried eight at a time', async () => {
  let running = 0;
  let most = 0;
  engine.registry = async () => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
  };
  const outcomes = await check(Array.from({ length: 30 }, (_, n) => openRecord({ registry: `r${n}.example.com` })));
  expect([outcomes.length, most]).toEqual([30, 8]);
});

it('those whose turn did not come in time are told from those that were tried', async () => {
  // Longer than the time that there is, so that it is up when the first eight are done.
  engine.registry = () => new Promise((resolve) => setTimeout(resolve, 50));
  const records = Array.from({ length: 30 }, (_, n) => openRecord({ registry: `r${n}.example.com` }));
  const outcomes = await check(records, 1);
  expect(outcomes.map(({ isTried }) => isTried)).toEqual(records.map((_, n) => n < 8));
  expect(engine.pings).toHaveLength(8);
});
