import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonJson } from '../../../src/cli/output/python-json.js';
import { Secret } from '../../../src/secret.js';

interface Sample {
  readonly json: string;
  readonly written: string;
}

const samples = JSON.parse(
  readFileSync(new URL('../../fixtures/anchore-cli/python-json.json', import.meta.url), 'utf8'),
) as readonly Sample[];

/** Any code points, surrogates left out. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0x10_f7ff }).map((rank) => String.fromCodePoint(rank < 0xd800 ? rank : rank + 0x800)),
});

describe('JSON output', () => {
  it.each(samples)('is byte for byte what Python writes for $json', ({ json, written }) => {
    expect(pythonJson(JSON.parse(json))).toBe(written);
  });

  it('is ASCII, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = pythonJson(value);
        expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(pythonJson(turned)).toBe(pythonJson(value));
      }),
    );
  });

  it('never shows a secret', () => {
    expect(pythonJson({ password: new Secret('canary') })).toBe('{\n    "password": "[redacted]"\n}');
  });

  it('leaves out what is undefined', () => {
    expect(pythonJson({ a: undefined, b: 1 })).toBe('{\n    "b": 1\n}');
  });

  it('gives each record its own keys, whatever another one has, and whatever every object has', () => {
    const values = JSON.parse(
      '[{"b":1,"a":{"c":2}},{"constructor":"x","toString":null},{"c":"","10":0,"9":0},{}]',
    ) as readonly object[];
    expect(JSON.parse(pythonJson(values))).toEqual(values);
    expect(pythonJson(values[2])).toBe('{\n    "10": 0,\n    "9": 0,\n    "c": ""\n}');
    const hostile: unknown = JSON.parse('[{"__proto__":1},{"a":2}]');
    expect(pythonJson(hostile)).toBe('[\n    {\n        "__proto__": 1\n    },\n    {\n        "a": 2\n    }\n]');
  });

  it('writes large integers with all their digits', () => {
    expect(pythonJson([2 ** 60, 12_345_678_901_234_567_890n])).toBe(
      '[\n    1152921504606846976,\n    12345678901234567890\n]',
    );
  });
});
