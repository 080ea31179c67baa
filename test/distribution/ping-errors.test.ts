/** Every way of failing has a message and a next step of its own. */
import { expect, it } from 'vitest';
import { connectionError, pingError } from '../../src/distribution/ping-errors.js';
import { failureReasons, HttpFailure } from '../../src/http/http-failure.js';
import { hint } from '../../src/system/hint.js';

it("speaks in the engine's words, with its HTTP code", () => {
  expect(pingError('r.example', 'reason', hint`hint`)).toMatchObject({
    kind: 'refused',
    exitCode: 1,
    httpCode: 406,
    hint: 'hint',
    message: 'cannot ping supplied registry with supplied credentials - exception: r.example: reason',
  });
});

it.each(failureReasons)('%s has a message of its own and a hint', (reason) => {
  const error = connectionError('r.example', 'r.example', new HttpFailure(reason));
  const others = failureReasons
    .filter((other) => other !== reason)
    .map((other) => connectionError('r.example', 'r.example', new HttpFailure(other)).message);
  expect(others).not.toContain(error.message);
  expect(error.hint).toMatch(/^[ -~]{10,}$/);
});

it('names the token server when that is where it failed', () => {
  expect(connectionError('r.example', 'auth.example', new HttpFailure('dns')).message).toMatch(
    /r\.example: auth\.example: host name cannot be resolved$/,
  );
});

it('leads to the host of a registry, whatever its path and port, by a command', () => {
  const hintAfter = (reason: 'dns' | 'refused' | 'proxy', registry: string): string | undefined =>
    connectionError(registry, registry, new HttpFailure(reason)).hint;
  expect(hintAfter('refused', 'r.example:5000/team/*')).toBe(
    'check that it is running at this port: curl -v https://r.example:5000/v2/',
  );
  expect(hintAfter('dns', 'r.example:5000')).toBe(
    'check that the name is correct and can be resolved: getent hosts r.example',
  );
  expect(hintAfter('proxy', 'r.example/team')).toMatch(/export NO_PROXY="\$\{NO_PROXY:-\$no_proxy\},"r\.example$/);
});

it('puts nothing to be typed that a hostile name could make a command of', () => {
  for (const host of ['a$(id).example', 'a;id', 'a`id`', "a'b", 'a&b:5000', '']) {
    for (const reason of failureReasons)
      expect(
        connectionError('r.example', host, new HttpFailure(reason)).hint?.replace('"${NO_PROXY:-$no_proxy},"', ''),
      ).not.toMatch(/[$`;'&]\w|\$\(/);
    expect(connectionError('r.example', host, new HttpFailure('refused')).hint).toBe(
      'check that it is running at this port: curl -v https://HOST/v2/',
    );
  }
  expect(connectionError('r.example', '[::1]:5000', new HttpFailure('refused')).hint).toContain(
    "curl -v 'https://[::1]:5000/v2/'",
  );
});
