import { describe, expect, it } from 'vitest';
import { HttpFailure } from '../../src/http/http-failure.js';
import { apiFailure, conflictsIn, refusal } from '../../src/kubernetes/api-errors.js';

const access = (isPod: boolean): Parameters<typeof apiFailure>[0] => ({
  title: '10.0.0.1:443',
  isPod,
  place: {},
  headers: () => ({}),
  close: () => undefined,
});
const secret = { method: 'PATCH', path: '/api/v1/namespaces/web/secrets/ts-reg?fieldManager=ts-reg' };

describe('a refusal', () => {
  it.each([
    [401, 'unauthorized', 'kubectl get serviceaccounts --all-namespaces'],
    [403, 'refused', 'kubectl auth can-i patch secrets/ts-reg --namespace web'],
    [404, 'refused', 'kubectl create namespace web'],
    [422, 'refused', 'kubectl get --raw /readyz'],
    [429, 'unavailable', 'kubectl get --raw /readyz'],
    [500, 'unavailable', 'kubectl get --raw /readyz'],
  ])('%i is %s, with a next step', (status, kind, next) => {
    const error = refusal(access(true), secret, { status, body: { message: 'the reason' } });
    expect(error).toMatchObject({ kind, httpCode: status, message: 'the API server refuses: the reason' });
    expect(error.hint).toContain(next);
  });

  it('shows one line of other people, without what looks like a secret', () => {
    const token = `eyJ${'a'.repeat(30)}.${'b'.repeat(30)}.c`;
    const body = { message: `line one\nBearer ${token}\u001b[2J ${'x '.repeat(2_000)}` };
    const { message } = refusal(access(true), secret, { status: 400, body });
    expect(message).not.toContain(token);
    expect(message).not.toContain('\n');
    expect(message.length).toBeLessThan(600);
    expect(refusal(access(true), secret, { status: 400, body: 'text' }).message).toBe(
      'the API server refuses: HTTP 400',
    );
  });

  it('of kubectl itself is told from one of the server', () => {
    const answer = { status: 500, body: undefined, text: 'dial tcp 10.0.0.1:443: connect: connection refused\n' };
    expect(refusal(access(false), secret, answer)).toMatchObject({
      kind: 'unavailable',
      httpCode: undefined,
      message: 'kubectl cannot reach the API server: dial tcp 10.0.0.1:443: connect: connection refused',
      hint: 'kubectl cluster-info',
    });
  });
});

it('no answer is named with its reason', () => {
  expect(apiFailure(access(true), new HttpFailure('refused'))).toMatchObject({
    kind: 'unavailable',
    message: 'the API server (10.0.0.1:443) did not answer: connection refused',
  });
});

it('conflicts name each manager once, with its fields', () => {
  const cause = (manager: string, field: string): object => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}" using v1`,
    field,
  });
  const causes = [cause('kubectl-edit', '.data.x'), cause('helm', '.type'), cause('kubectl-edit', '.data.y')];
  expect(conflictsIn({ details: { causes } })).toBe('kubectl-edit owns .data.x, .data.y; helm owns .type');
  expect(conflictsIn({})).toBe('');
});
