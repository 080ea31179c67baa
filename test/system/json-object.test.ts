/** JSON from files. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseObject } from '../../src/system/json-object.js';

describe('parseObject', () => {
  it('answers objects alone', () => {
    expect(parseObject('{"a":1}')).toEqual({ a: 1 });
    for (const text of ['', 'null', '[]', '1', '"a"', '{', '{"Secret":hunter2}'])
      expect(parseObject(text)).toBeUndefined();
  });

  it('never throws, so no parser repeats what it read', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseObject(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not let a file change the prototype of anything', () => {
    const parsed = parseObject('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(parsed).toBeDefined();
    expect(({} as Readonly<Record<string, unknown>>)['polluted']).toBeUndefined();
  });
});
