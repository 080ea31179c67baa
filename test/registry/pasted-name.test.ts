/** The registry in what people paste. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameInPaste } from '../../src/registry/pasted-name.js';
import { parseRegistryName, RegistryNameError } from '../../src/registry/registry-name.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

function correctionOf(text: string): string | undefined {
  try {
    parseRegistryName(text);
  } catch (error) {
    if (error instanceof RegistryNameError) return error.correction;
    throw error;
  }
  throw new Error(`${text} is a name`);
}

it.each([
  ['https://registry.example.com', 'registry.example.com'],
  ['https://registry.example.com/v2/', 'registry.example.com'],
  ['HTTP://Registry.Example.com:5000/v2/_catalog?n=100', 'registry.example.com:5000'],
  ['https://registry.example.com/v2/team/app/manifests/1.0', 'registry.example.com'],
  ['https://index.docker.io/v1/', 'index.docker.io'],
  ['oci://registry.example.com/charts/app', 'registry.example.com/charts/app'],
  ['docker://registry.example.com/team/app:1.0', 'registry.example.com'],
  ['https://registry.example.com/#/team', 'registry.example.com'],
  ['registry.example.com/', 'registry.example.com'],
  ['registry.example.com/team/', 'registry.example.com/team'],
  [`${ecr}/app:latest`, ecr],
  [`https://${ecr}`, ecr],
  ['registry.example.com:5000/team/app:1.0', 'registry.example.com:5000'],
  ['registry.example.com:latest', 'registry.example.com'],
  [`registry.example.com/app@sha256:${'0'.repeat(64)}`, 'registry.example.com'],
  [`registry.example.com/app:1@sha256:${'0'.repeat(64)}`, 'registry.example.com'],
  ['nginx:latest', 'docker.io'],
  ['nginx:1.25', 'docker.io'],
  ['grafana/grafana:11.0.0', 'docker.io'],
  [`nginx@sha256:${'0'.repeat(64)}`, 'docker.io'],
  ['docker pull registry.example.com/team/app:1.0', 'registry.example.com'],
  ['$ docker login registry.example.com', 'registry.example.com'],
  ['"registry.example.com"', 'registry.example.com'],
  ["'registry.example.com'", 'registry.example.com'],
  ['“registry.example.com”', 'registry.example.com'],
  ['«registry.example.com»', 'registry.example.com'],
  ['`registry.example.com`', 'registry.example.com'],
  ['<https://registry.example.com/>', 'registry.example.com'],
  ['"https://registry.example.com/v2/",', 'registry.example.com'],
  [' registry.example.com', 'registry.example.com'],
  ['registry.example.com ', 'registry.example.com'],
  ['registry.example.com\n', 'registry.example.com'],
  ['\u00a0registry.example.com\u200b', 'registry.example.com'],
  ['localhost:5000/', 'localhost:5000'],
  ['[::1]:5000/', '[::1]:5000'],
])('%j is %s', (text, name) => {
  expect(correctionOf(text)).toBe(name);
});

describe('what nobody can tell', () => {
  it.each([
    '',
    ' ',
    '""',
    'https://',
    '!!!',
    'two words',
    'a b c',
    'host//team',
    `${'r'.repeat(3000)} `,
    'docker pull -q x',
  ])('has no correction: %j', (text) => {
    expect(correctionOf(text)).toBeUndefined();
  });
});

describe('a password in an address', () => {
  it.each([
    'https://ci:hunter2@registry.example.com',
    'ci:hunter2@registry.example.com/team',
    'https://ci:hun/ter2@registry.example.com',
    'ci:98765/hunter2@registry.example.com:5000',
    'https://registry.example.com/?token=hunter2',
    'hunter2@registry.example.com',
  ])('is in no word of the refusal of %s', (text) => {
    try {
      parseRegistryName(text);
      expect.unreachable();
    } catch (error) {
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/hun|ter2|98765/);
    }
  });
});

const around = fc.constantFrom('', ' ', '"', "'", '“', '\u00a0', '<', '`', ', ');
const host = fc.domain().filter((name) => !name.includes('xn--'));

describe('for every host', () => {
  it('what surrounds it, a scheme and an API path are left out', () => {
    fc.assert(
      fc.property(
        host,
        around,
        around,
        fc.constantFrom('/', '/v2/', '/v2/a/tags/list', '/a/b:1', '/?x=1#y'),
        (name, a, b, end) => {
          expect(correctionOf(`${a}https://${name}${end}${b}`)).toBe(name.toLowerCase());
        },
      ),
    );
  });

  it('a correction is a name, and of it there is no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), host, fc.nat(59), (text, name, at) => {
        const pasted = `${text.slice(0, at)}${name}${text.slice(at)}`;
        const found = nameInPaste(pasted);
        if (found === undefined) return;
        expect(found).not.toBe(pasted);
        try {
          expect(parseRegistryName(parseRegistryName(found).text).text).toBe(parseRegistryName(found).text);
        } catch (error) {
          expect(error).toBeInstanceOf(RegistryNameError);
        }
      }),
    );
  });
});
