/** The watch itself: a canary that is given away is seen, wherever and however it is spelled. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canaryText } from './canary.js';
import { type WatchedProcesses, watchProcesses } from './watched-processes.js';

const secret = canaryText('password');
const keyBytes = randomBytes(32);
let watched: WatchedProcesses;

beforeEach(() => {
  watched = watchProcesses([
    { name: 'password', bytes: Buffer.from(secret) },
    { name: 'key', bytes: keyBytes },
  ]);
});
afterEach(() => {
  watched.dispose();
});

const shell = (script: string, environment: Readonly<Record<string, string>>): Promise<unknown> =>
  watched.run('/bin/sh', ['-c', script], { environment });

it.each<readonly [string, string, string]>([
  ['in clear', 'printf %s "$S"', secret],
  ['in clear on stderr', 'printf %s "$S" >&2', secret],
  ['inside base64', 'printf %s "$S"', Buffer.from(`user:${secret}`).toString('base64')],
  ['as hex', 'printf %s "$S"', Buffer.from(secret).toString('hex')],
  ['percent-encoded', 'printf %s "$S"', encodeURIComponent(secret)],
  ['as base64 of a key', 'printf %s "$S"', keyBytes.toString('base64')],
  ['in a temporary file', 'printf %s "$S" >"$TMPDIR/x"', secret],
  ['in a file of the home', 'printf %s "$S" >"$HOME/x"', secret],
  ['in the arguments of a child', 'sleep 0.3; /bin/sh -c "sleep 1; true" "$S"', secret],
])('sees a secret %s', async (_, script, text) => {
  await shell(script, { S: text });
  expect(watched.leaks()).not.toEqual([]);
});

it('sees nothing where there is nothing', async () => {
  await shell('printf %s "${#S}"; sleep 0.2', { S: secret });
  expect(watched.leaks()).toEqual([]);
});
