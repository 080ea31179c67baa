/** Stored registries as a document, and back. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRegistry } from '../../src/apply/changes.js';
import { exportDocument } from '../../src/apply/export-document.js';
import { Secret } from '../../src/secret.js';
import { ecr, type Engine, startEngine } from '../support/engine.js';
import { applyTo, documentOf, told } from './documents.js';

let engine: Engine;
let other: Engine;
beforeEach(() => {
  engine = startEngine();
  other = startEngine();
  for (const one of [engine, other]) one.gate.allowed = true;
});
afterEach(() => {
  engine.dispose();
  other.dispose();
});

describe('an exported document', () => {
  it('makes the same store elsewhere, once its variables are filled in, and changes nothing in its own', async () => {
    const environment = { A: 'canary-a', B: 'canary-b', ID: 'canary-id' };
    await applyTo(
      engine,
      [
        documentOf(`registries:
  - { registry: a.example.com, user: ci, password: { env: A } }
  - { registry: b.example.com, user: ci, password: { env: A }, name: "true", verify_tls: false }
  - { registry: "c.example.com:5000", user: ci, password: { env: B } }
  - { registry: d.example.com/*, user: "" }
  - { registry: ${ecr}, role: "arn:aws:iam::1:role/x", external_id: { env: ID } }
  - { registry: cdn.example.com, profile: dev, region: eu-west-1, account: 123456789012 }
  - { registry: web.example.com, web_identity: { role: "arn:aws:iam::123456789012:role/x", audience: "https://a:1/?b", token: MINE }, region: eu-west-1 }
  - { registry: pod.example.com, web_identity: { role: pod }, region: eu-west-1 }
  - { registry: 222222222222.dkr.ecr.us-east-1.amazonaws.com, user: awsauto }
  - { registry: quoted.example.com, user: 'a"b''c #d', password: { env: B }, name: "- x: y" }
`),
      ],
      { environment },
    );
    const text = exportDocument(await engine.store.documents.all());
    expect(text).not.toContain('canary');
    const filled = {
      PASSWORD_CI: 'canary-a',
      PASSWORD_CI_C_EXAMPLE_COM_5000: 'canary-b',
      PASSWORD_A_B_C_D: 'canary-b',
      EXTERNAL_ID: 'canary-id',
    };
    expect([...text.matchAll(/^# {3}(\w+)$/gm)].map(([, name]) => name).sort()).toEqual(Object.keys(filled).sort());
    expect(
      new Set(
        told(await applyTo(engine, [documentOf(text)], { environment: filled })).map((line) => line.split(' ')[1]),
      ),
    ).toEqual(new Set(['equal']));
    await applyTo(other, [documentOf(text)], { environment: filled });
    const [here, there] = await Promise.all([engine, other].map(({ store }) => store.documents.all()));
    const meaning = (records = here) =>
      records?.map(({ registry, name, type, user, secret, verifyTls, location }) => [
        registry,
        name,
        type,
        user,
        secret.reveal(),
        verifyTls,
        location,
      ]);
    expect(meaning(there)).toEqual(meaning(here));
    expect(exportDocument(there ?? [])).toBe(text);
  });

  it('of an engine refers to the secrets that it does not show', () => {
    const shown: StoredRegistry = {
      registry: ecr,
      name: undefined,
      type: 'awsecr',
      user: '_iam_role',
      verifyTls: true,
    };
    const text = exportDocument([shown, { ...shown, registry: 'Odd Name', type: 'docker_v2', user: 'ci' }]);
    expect(text).toContain('    user: _iam_role\n    password: { env: PASSWORD_IAM_ROLE }\n');
    expect(text).toContain(
      '  - registry: "Odd Name"\n    user: ci\n    password: { env: PASSWORD_CI }\n    type: docker_v2\n',
    );
  });

  it('of an empty store is an empty document', () => {
    expect(documentOf(exportDocument([])).entries).toEqual([]);
  });

  it('quotes whatever a name or user holds', () => {
    const visible = fc
      .string({ unit: 'grapheme-composite', minLength: 1 })
      .filter((text) => !/\p{Cc}|\p{Cs}/u.test(text));
    fc.assert(
      fc.property(visible, visible, (user, name) => {
        fc.pre(user !== 'awsauto');
        const stored = {
          registry: 'a.example.com',
          name,
          type: 'docker_v2',
          user,
          verifyTls: true,
          secret: new Secret('x'),
        };
        const [entry] = documentOf(exportDocument([stored])).entries;
        expect(entry?.identity).toMatchObject({ kind: 'user', user });
        expect(entry?.name).toBe(name === 'a.example.com' ? undefined : name);
      }),
      { numRuns: 1_000 },
    );
  });
});
