import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalFrom } from '../../src/anchore/answer-error.js';
import type { TsRegError } from '../../src/errors.js';
import { Secret } from '../../src/secret.js';

function refusal(status: number, body: string, secrets: readonly Secret[] = []): TsRegError {
  return refusalFrom({ status, headers: {}, body }, { request: 'registry', secrets });
}

describe('a refusal of the API', () => {
  it.each([
    [401, 'unauthorized', 2],
    [403, 'refused', 1],
    [404, 'not-found', 1],
    [406, 'refused', 1],
    [409, 'refused', 1],
    [418, 'refused', 1],
    [500, 'unavailable', 2],
    [502, 'refused', 1],
    [503, 'refused', 1],
    [302, 'refused', 1],
  ] as const)('with HTTP %i is %s and ends with %i, as anchore-cli', (status, kind, exitCode) => {
    const error = refusal(status, '{"message":"m","httpcode":0}');
    expect([error.kind, error.exitCode]).toEqual([kind, exitCode]);
  });

  it('keeps the message, code and detail of the engine', () => {
    const error = refusal(
      406,
      '{"message":"\'awsauto\' is not enabled in service configuration","httpcode":406,"detail":{"error_codes":["X"]}}',
    );
    expect(error.message).toBe("'awsauto' is not enabled in service configuration");
    expect(error.httpCode).toBe(406);
    expect(error.detail).toEqual({ error_codes: ['X'] });
  });

  it('tells a second add from a broken engine, both HTTP 500', () => {
    expect(refusal(500, '{"message":"registry already exists in DB","httpcode":500}').kind).toBe('conflict');
    expect(refusal(500, '{"message":"database is down","httpcode":500}').kind).toBe('unavailable');
  });

  it('reads the code of Enterprise', () => {
    expect(refusal(400, '{"message":"bad","code":422,"error_type":"x"}').httpCode).toBe(422);
  });

  it.each(['', '<!doctype html><p>Sign in</p>', '{}', '{"message":5}', '[]', 'null', '{"error":"teapot"}'])(
    'says that it came without a reason when the body is %j',
    (body) => {
      const error = refusal(500, body);
      expect(error.message).toBe('Anchore answered HTTP 500 without a reason');
      expect(error.httpCode).toBe(500);
    },
  );

  it('passes plain text on, on one line', () => {
    expect(refusal(401, 'Unauthorized').message).toBe('Unauthorized');
    expect(refusal(406, '{"message":"first\\n  second\\r\\nthird"}').message).toBe('first second third');
  });

  it('cuts a message of pages', () => {
    expect(refusal(406, JSON.stringify({ message: 'x '.repeat(100_000) })).message.length).toBeLessThanOrEqual(2_000);
  });

  it('never repeats a secret that the engine sends back', () => {
    const secret = new Secret('can"ary\\ü');
    const body = JSON.stringify({
      message: `no: ${secret.reveal()}`,
      detail: { request: { registry_pass: secret.reveal(), list: [secret.reveal()] } },
    });
    const error = refusal(406, body, [secret]);
    expect(JSON.stringify([error.message, error.detail])).not.toContain('ary');
    expect(error.detail).toEqual({ request: { registry_pass: '[redacted]', list: ['[redacted]'] } });
  });

  it('survives a detail that is nested without end', () => {
    const depth = 50_000;
    const error = refusal(406, `{"message":"m","detail":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`);
    expect(error.message).toBe('m');
    expect(JSON.stringify(error.detail).length).toBeLessThan(200);
  });

  it('is an error with a message on one line, whatever the body', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.integer({ min: 300, max: 599 }), (body, status) => {
        const error = refusal(status, body);
        expect(error.message).toMatch(/^\S.*\S$|^\S$/);
      }),
    );
  });
});

describe('the hint after HTTP 404', () => {
  const body = '{"message":"registry not found in DB","httpcode":404}';
  const hint = (request: 'list' | 'registry', text: string): string | undefined =>
    refusalFrom({ status: 404, headers: {}, body: text }, { request, secrets: [] }).hint;

  it('of one registry is the list of them', () => {
    expect(hint('registry', body)).toBe('ts-reg registry list');
  });

  it.each<['list' | 'registry', string]>([
    ['list', body],
    ['list', '{"detail":"Not Found"}'],
    ['list', '<html>no such page</html>'],
    ['list', ''],
    ['registry', '<html>no such page</html>'],
    ['registry', '404 page not found'],
    ['registry', ''],
  ])('of %s with %j is never a list that fails in the same way', (request, text) => {
    expect(hint(request, text)).toMatch(/^check the URL given by --url or ANCHORE_CLI_URL; /);
  });
});
