/** The credential helper beyond its hot path, in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runHelper } from '../../../src/cli/process/credential-helper.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-helper-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

async function help(
  args: readonly string[],
  input: string | undefined,
  stdin = '',
): Promise<{ exitCode: unknown; stdout: string }> {
  const stdout = new PassThrough();
  const own = {
    env: { TS_REG_HOME: home },
    stdout,
    stderr: new PassThrough(),
    exitCode: undefined,
    emitWarning: () => undefined,
    once: () => undefined,
  };
  const standIn = Object.create(
    process,
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value, writable: true }])),
  ) as NodeJS.Process;
  let left = stdin;
  await runHelper({
    process: standIn,
    args,
    input,
    asked: undefined,
    read: (buffer) => {
      const count = Buffer.from(buffer.buffer, buffer.byteOffset).write(left);
      left = '';
      return count;
    },
  });
  return { exitCode: standIn.exitCode, stdout: String(stdout.read() ?? '') };
}

it('takes what the hot path has read already, or reads for itself', async () => {
  expect(await help(['store'], undefined, '{"ServerURL":"r.example.com","Username":"me","Secret":"p"}')).toEqual({
    exitCode: 0,
    stdout: '',
  });
  expect(await help(['get'], 'r.example.com')).toEqual({
    exitCode: 0,
    stdout: '{"ServerURL":"r.example.com","Username":"me","Secret":"p"}\n',
  });
  expect(await help(['get'], 'x.example.com')).toEqual({
    exitCode: 1,
    stdout: 'credentials not found in native keychain\n',
  });
});
