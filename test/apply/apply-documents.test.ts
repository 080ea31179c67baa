/** Documents applied to a real store in files, with an AWS and a registry that the test decides about. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, ecr, type Engine, given, refusal, startEngine } from '../support/engine.js';
import { storeTarget } from '../../src/apply/store-target.js';
import { applyTo, documentOf, listing, told } from './documents.js';

let engine: Engine;
beforeEach(() => {
  engine = startEngine();
});
afterEach(() => {
  engine.dispose();
});

const secretOf = async (registry: string) => (await engine.store.credential(registry)).password.reveal();

describe('apply', () => {
  it('adds what is missing, updates what differs, leaves alone what is equal, in the order of the document', async () => {
    await engine.store.backend.add(
      given({ registry: 'b.example.com', type: 'docker_v2', user: 'ci', secret: 'old' }),
      accepted,
    );
    const document = listing('team', 'a.example.com', 'b.example.com');
    expect(told(await applyTo(engine, [document]))).toEqual(['a.example.com add', 'b.example.com update password']);
    expect([await secretOf('a.example.com'), await secretOf('b.example.com')]).toEqual(['secret-1', 'secret-1']);
    expect(told(await applyTo(engine, [document]))).toEqual(['a.example.com equal', 'b.example.com equal']);
  });

  it('writes nothing and asks nobody in a second run', async () => {
    const document = documentOf(
      `registries:\n  - { registry: ${ecr}, user: AKIAIOSFODNN7EXAMPLE, password: { env: TOKEN } }\n  - { registry: a.example.com, user: "" }\n`,
    );
    await applyTo(engine, [document]);
    expect([engine.exchanges.length, engine.pings.length]).toEqual([1, 2]);
    const before = engine.contents();
    engine.now += 7_200_000;
    expect(told(await applyTo(engine, [document]))).toEqual([`${ecr} equal`, 'a.example.com equal']);
    expect([engine.exchanges.length, engine.pings.length]).toEqual([1, 2]);
    expect(engine.contents()).toEqual(before);
  });

  it('does the others when one is refused, and leaves the refused one as it was', async () => {
    const document = listing('team', 'a.example.com', 'b.example.com', 'c.example.com');
    await applyTo(engine, [document]);
    engine.registry = ({ name }) =>
      name.text === 'b.example.com' ? Promise.reject(refusal('no such user')) : Promise.resolve();
    const outcomes = await applyTo(engine, [document], { environment: { TOKEN: 'secret-2' } });
    expect(told(outcomes)).toEqual([
      'a.example.com update password',
      'b.example.com update password ERROR',
      'c.example.com update password',
    ]);
    expect(outcomes[1]?.error?.message).toContain('no such user');
    expect([await secretOf('b.example.com'), await secretOf('c.example.com')]).toEqual(['secret-1', 'secret-2']);
  });

  it('adds what another document drops between the plan and the hold, as if it had dropped it before', async () => {
    await applyTo(engine, [listing('b', 'a.example.com')]);
    const target = storeTarget(engine.store.documents);
    const { memory } = target;
    if (memory === undefined) throw new Error('no memory');
    const moved = {
      ...target,
      memory: {
        ...memory,
        hold: async (registry: string, document: string) => {
          await memory.release(registry, 'b');
          return memory.hold(registry, document);
        },
      },
    };
    expect(told(await applyTo(engine, [listing('a', 'a.example.com')], { target: moved }))).toEqual([
      'a.example.com add',
    ]);
    expect(await memory.of('a')).toEqual([{ registry: 'a.example.com', isOnly: true }]);
  });

  it('a secret that cannot be had costs one registry, and names its place in the document', async () => {
    const document = documentOf(
      'registries:\n  - { registry: a.example.com, user: ci, password: { env: NOPE } }\n  - { registry: b.example.com, user: "" }\n',
    );
    const outcomes = await applyTo(engine, [document]);
    expect(told(outcomes)).toEqual(['a.example.com add ERROR', 'b.example.com add']);
    expect(outcomes[0]?.error?.message).toBe('the variable NOPE is not set (r.yaml, line 2)');
  });

  it('a rule of add refuses here too, before anything is asked', async () => {
    const document = documentOf(
      `registries:\n  - { registry: a.example.com, user: AKIAIOSFODNN7EXAMPLE, password: { env: TOKEN } }\n  - { registry: b.example.com, user: "a:b", password: { env: TOKEN } }\n`,
    );
    expect(told(await applyTo(engine, [document]))).toEqual(['a.example.com add ERROR', 'b.example.com add ERROR']);
    expect([engine.exchanges, engine.pings]).toEqual([[], []]);
  });

  it('tells in a dry run what it would do, and does none of it', async () => {
    await applyTo(engine, [listing('team', 'a.example.com', 'b.example.com')]);
    const before = engine.contents();
    const pings = engine.pings.length;
    const next = [listing('team', 'a.example.com', 'c.example.com')];
    const options = { dryRun: true, prune: true, environment: { TOKEN: 'secret-2' } };
    expect(told(await applyTo(engine, next, options))).toEqual([
      'a.example.com update password',
      'c.example.com add',
      'b.example.com remove',
    ]);
    expect(engine.contents()).toEqual(before);
    expect(engine.pings).toHaveLength(pings);
  });

  it('sends all secrets again with rotate, and no request without validate', async () => {
    const document = listing('team', 'a.example.com');
    await applyTo(engine, [document], { validate: false });
    expect(engine.pings).toEqual([]);
    expect(told(await applyTo(engine, [document], { rotate: true }))).toEqual(['a.example.com update password']);
    expect(engine.pings).toHaveLength(1);
  });

  it('begins nothing more once it is interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const outcomes = await applyTo(engine, [listing('team', 'a.example.com')], { signal: controller.signal });
    expect(told(outcomes)).toEqual(['a.example.com add ERROR']);
    expect((await engine.store.backend.list()).length).toBe(0);
  });
});

describe('prune', () => {
  const prune = { prune: true };

  it('removes what an earlier document of this name made, and nothing that people added', async () => {
    await engine.store.backend.add(
      given({ registry: 'mine.example.com', type: 'docker_v2', user: 'me', secret: 'p' }),
      accepted,
    );
    await applyTo(engine, [listing('team', 'a.example.com', 'b.example.com', 'mine.example.com')]);
    await applyTo(engine, [listing('other', 'o.example.com')]);
    expect(told(await applyTo(engine, [listing('team', 'a.example.com')], prune))).toEqual([
      'a.example.com equal',
      'b.example.com remove',
    ]);
    expect((await engine.store.backend.list()).map(({ registry }) => registry)).toEqual([
      'a.example.com',
      'mine.example.com',
      'o.example.com',
    ]);
  });

  it('spares a registry that a person deleted and added again', async () => {
    await applyTo(engine, [listing('team', 'a.example.com')]);
    await engine.store.backend.delete('a.example.com');
    await engine.store.backend.add(
      given({ registry: 'a.example.com', type: 'docker_v2', user: 'ci', secret: 'secret-1' }),
      accepted,
    );
    expect(told(await applyTo(engine, [listing('team')], prune))).toEqual([]);
  });

  it('spares a registry that another document holds too, until that one drops it', async () => {
    await applyTo(engine, [listing('one', 'a.example.com')]);
    expect(told(await applyTo(engine, [listing('two', 'a.example.com')]))).toEqual(['a.example.com equal']);
    expect(told(await applyTo(engine, [listing('one')], prune))).toEqual(['a.example.com keep']);
    expect(told(await applyTo(engine, [listing('one')], prune))).toEqual([]);
    expect(told(await applyTo(engine, [listing('two')], prune))).toEqual(['a.example.com remove']);
  });

  it('a registry may move from one document to another in one run', async () => {
    await applyTo(engine, [listing('one', 'a.example.com')]);
    const moved = [listing('one'), listing('two', 'a.example.com')];
    expect(told(await applyTo(engine, moved, { ...prune, dryRun: true }))).toEqual([
      'a.example.com equal',
      'a.example.com keep',
    ]);
    expect(told(await applyTo(engine, moved, prune))).toEqual(['a.example.com equal', 'a.example.com keep']);
    expect(told(await applyTo(engine, [listing('two')], prune))).toEqual(['a.example.com remove']);
  });

  it('knows a registry by its other names', async () => {
    await applyTo(engine, [listing('team', 'docker.io')]);
    expect(told(await applyTo(engine, [listing('team', 'index.docker.io')], prune))).toEqual([
      'index.docker.io update name',
    ]);
    expect((await engine.store.backend.list()).map(({ registry }) => registry)).toEqual(['docker.io']);
    expect(told(await applyTo(engine, [listing('team', 'index.docker.io')], prune))).toEqual(['index.docker.io equal']);
  });
});
