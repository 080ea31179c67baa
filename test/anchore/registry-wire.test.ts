import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsFrom } from '../../src/anchore/registry-wire.js';
import { TsRegError } from '../../src/errors.js';

const url = new URL('http://anchore.example.com/v1/registries');

describe('registries on the wire', () => {
  it('are read in the order of the answer, and kept whole for --json', () => {
    const records = [
      {
        registry: 'b',
        registry_name: 'B',
        registry_type: 'docker_v2',
        registry_user: 'u',
        registry_verify: false,
        created_at: 'c',
        last_updated: 'l',
        userId: 'admin',
      },
      { registry: 'a', account_name: 'admin' },
    ];
    const views = viewsFrom(JSON.stringify(records), url);
    expect(views.map(({ wire }) => wire)).toEqual(records);
    expect(views[0]).toMatchObject({
      registry: 'b',
      name: 'B',
      type: 'docker_v2',
      user: 'u',
      verifyTls: false,
      createdAt: 'c',
      updatedAt: 'l',
    });
  });

  it('show what is missing as anchore-cli does: no name is undefined, null is None', () => {
    expect(viewsFrom('[{"registry":"a","registry_user":null,"registry_name":null}]', url)[0]).toMatchObject({
      name: 'None',
      user: 'None',
    });
    expect(viewsFrom('[{"registry":"a"}]', url)[0]?.name).toBeUndefined();
  });

  it('never show a password, should an engine send one', () => {
    const [view] = viewsFrom('[{"registry":"a","registry_pass":"canary"}]', url);
    expect(JSON.stringify(view)).not.toContain('canary');
  });

  it('do not let a record reach the prototype of anything', () => {
    const [view] = viewsFrom('[{"registry":"a","__proto__":{"polluted":true},"constructor":1}]', url);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(view?.wire ?? {})).toContain('__proto__');
  });

  it.each([
    '',
    '<html></html>',
    'null',
    '{}',
    '"text"',
    '[1]',
    '[null]',
    '[[]]',
    '[{"registry":1}]',
    '[{"registry_name":"a"}]',
    '[{"registry":',
  ])('are not %j, which is an error that names the URL', (body) => {
    expect(() => viewsFrom(body, url)).toThrow(
      'http://anchore.example.com/v1/registries did not answer with registries',
    );
  });

  it('are read or refused, whatever the body', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc
            .array(fc.dictionary(fc.constantFrom('registry', 'registry_name', 'x'), fc.jsonValue()))
            .map((value) => JSON.stringify(value)),
        ),
        (body) => {
          try {
            for (const view of viewsFrom(body, url)) expect(typeof view.registry).toBe('string');
          } catch (error) {
            expect(error).toBeInstanceOf(TsRegError);
          }
        },
      ),
    );
  });
});
