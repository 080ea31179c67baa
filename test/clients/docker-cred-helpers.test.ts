/** credHelpers change, and not one other byte of docker's configuration. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialHelpersIn, helperKeys, withCredentialHelpers } from '../../src/clients/docker-cred-helpers.js';
import { TsRegError } from '../../src/errors.js';
import { fuzzRuns, fuzzTimeout } from '../support/fuzz-runs.js';

const path = '/home/u/.docker/config.json';
const ours = new Map([['r.example', 'ts-reg']]);
const add = (text: string): string =>
  withCredentialHelpers(text, path, new Map([...credentialHelpersIn(text, path), ...ours]));

describe('a helper is added', () => {
  it.each([
    ['to nothing', '', '{\n\t"credHelpers": {\n\t\t"r.example": "ts-reg"\n\t}\n}\n'],
    ['to an empty object', '{}', '{\n\t"credHelpers": {\n\t\t"r.example": "ts-reg"\n\t}\n}'],
    [
      "in docker's own style",
      '{\n\t"auths": {\n\t\t"a": {}\n\t},\n\t"psFormat": "x"\n}',
      '{\n\t"auths": {\n\t\t"a": {}\n\t},\n\t"psFormat": "x",\n\t"credHelpers": {\n\t\t"r.example": "ts-reg"\n\t}\n}',
    ],
    ['with two blanks', '{\n  "a": 1\n}\n', '{\n  "a": 1,\n  "credHelpers": {\n    "r.example": "ts-reg"\n  }\n}\n'],
    [
      'with Windows line ends',
      '{\r\n  "a": 1\r\n}\r\n',
      '{\r\n  "a": 1,\r\n  "credHelpers": {\r\n    "r.example": "ts-reg"\r\n  }\r\n}\r\n',
    ],
    ['in one line', '{"a":1}', '{"a":1,"credHelpers":{"r.example":"ts-reg"}}'],
    ['in one line with blanks', '{"a": 1, "b": 2}', '{"a": 1, "b": 2, "credHelpers": {"r.example": "ts-reg"}}'],
    [
      'behind others',
      '{"credHelpers": {"z": "ecr-login"}, "b": 12345678901234567890.10}',
      '{"credHelpers": {"z": "ecr-login", "r.example": "ts-reg"}, "b": 12345678901234567890.10}',
    ],
    [
      'in the place of another',
      '{"credHelpers":{"r.example":"ecr-login","z":"x"}}',
      '{"credHelpers":{"r.example":"ts-reg","z":"x"}}',
    ],
    ['to a key in another case', '{"CREDHELPERS":{}}', '{"CREDHELPERS":{"r.example":"ts-reg"}}'],
    [
      'without losing odd keys',
      '{"10":1,"2":2,"__proto__":{"x":1},"a:b":1}',
      '{"10":1,"2":2,"__proto__":{"x":1},"a:b":1,"credHelpers":{"r.example":"ts-reg"}}',
    ],
  ])('%s', (_, before, after) => {
    expect(add(before)).toBe(after);
  });

  it('and nothing changes when it is there already, whatever the text looks like', () => {
    const odd = '{ "credHelpers" :\n{"r.example"  : "ts-\\u0072eg"  } , "x":\t1}';
    expect(add(odd)).toBe(odd);
  });
});

describe('a helper is removed', () => {
  const none = new Map<string, string>();
  it.each([
    ['{"credHelpers":{"r.example":"ts-reg"}}', '{}'],
    ['{"a":1,"credHelpers":{"r.example":"ts-reg"}}', '{"a":1}'],
    ['{"credHelpers":{"r.example":"ts-reg"},"b":1}', '{"b":1}'],
    ['{\n\t"a": 1,\n\t"credHelpers": {\n\t\t"r.example": "ts-reg"\n\t},\n\t"b": 2\n}\n', '{\n\t"a": 1,\n\t"b": 2\n}\n'],
  ])('%j', (before, after) => {
    expect(withCredentialHelpers(before, path, none)).toBe(after);
  });

  it('and nothing changes where there is none', () => {
    for (const text of ['', '{}', '{"credHelpers":{}}', ' {"a" : 1}'])
      expect(withCredentialHelpers(text, path, none)).toBe(text);
  });
});

describe('a configuration that is not understood is refused by path', () => {
  it.each([
    ['\ufeff{}', 'begins with a byte order mark, which docker cannot read'],
    ['{', 'is not valid JSON'],
    ['{} {}', 'is not valid JSON'],
    ['{"a":1,}', 'is not valid JSON'],
    ['// x\n{}', 'is not valid JSON'],
    ['[]', 'does not contain a JSON object'],
    ['"x"', 'does not contain a JSON object'],
    ['{"a":1,"a":2}', 'has a duplicate key'],
    ['{"credHelpers":{},"credhelpers":{}}', 'has a duplicate key'],
    ['{"credHelpers":[]}', 'has a credHelpers value that is not an object'],
    ['{"credHelpers":"x"}', 'has a credHelpers value that is not an object'],
    ['{"credHelpers":{"a":1}}', 'has a credHelpers entry that is not a string'],
    ['{"credHelpers":{"a":"x","a":"y"}}', 'has a duplicate credHelpers entry'],
  ])('%j', (text, reason) => {
    for (const act of [
      () => add(text),
      () => credentialHelpersIn(text, path),
      () => withCredentialHelpers(text, path, new Map()),
    ]) {
      expect(act).toThrow(expect.objectContaining({ kind: 'io', message: `${path} ${reason}; it was not changed` }));
    }
  });
});

it('Docker Hub is known to docker and podman by different keys', () => {
  expect(helperKeys('docker.io')).toEqual(['https://index.docker.io/v1/', 'docker.io']);
  expect(helperKeys('r.example:5000')).toEqual(['r.example:5000']);
});

describe('any configuration', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const config = fc
    .tuple(
      fc.dictionary(fc.string(), value),
      fc.option(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), { nil: undefined }),
      fc.constantFrom(undefined, 2, '\t', 4),
    )
    .map(([rest, helpers, indent]) =>
      JSON.stringify(helpers === undefined ? rest : { ...rest, credHelpers: helpers }, null, indent),
    );

  it(
    'has exactly the helpers asked for afterwards, and everything else as before',
    () => {
      fc.assert(
        fc.property(config, fc.dictionary(fc.domain(), fc.constant('ts-reg')), (text, wanted) => {
          let next: string;
          try {
            next = withCredentialHelpers(text, path, new Map(Object.entries(wanted)));
          } catch (error) {
            expect(error).toBeInstanceOf(TsRegError);
            return;
          }
          expect(Object.fromEntries(credentialHelpersIn(next, path))).toEqual(wanted);
          const [before, after] = [text, next].map((json) => {
            const all = JSON.parse(json) as Record<string, unknown>;
            return JSON.stringify(Object.entries(all).filter(([key]) => key.toLowerCase() !== 'credhelpers'));
          });
          expect(after).toBe(before);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );

  it(
    'is the same text again once what was added is removed',
    () => {
      fc.assert(
        fc.property(config, (text) => {
          try {
            if (credentialHelpersIn(text, path).size > 0 || text.includes('credHelpers') || text === '{}') return;
          } catch {
            return;
          }
          expect(withCredentialHelpers(add(text), path, new Map())).toBe(text);
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

describe('what docker reads as nothing is nothing here too', () => {
  it.each([
    [' ', '{\n\t"credHelpers": {\n\t\t"h": "ts-reg"\n\t}\n}\n'],
    ['\r\n\t', '{\n\t"credHelpers": {\n\t\t"h": "ts-reg"\n\t}\n}\n'],
    ['null\n', '{\n\t"credHelpers": {\n\t\t"h": "ts-reg"\n\t}\n}\n'],
    ['{"credHelpers":null}', '{"credHelpers":{"h":"ts-reg"}}'],
    ['{ "credHelpers": null, "auths": null }', '{ "credHelpers": {"h": "ts-reg"}, "auths": null }'],
  ])('%j', (text, after) => {
    expect(credentialHelpersIn(text, path)).toEqual(new Map());
    expect(withCredentialHelpers(text, path, new Map())).toBe(text);
    expect(withCredentialHelpers(text, path, new Map([['h', 'ts-reg']]))).toBe(after);
  });

  it('a helper without a name is kept, and stands for none', () => {
    expect(credentialHelpersIn('{"credHelpers":{"h":""}}', path)).toEqual(new Map([['h', '']]));
  });
});
