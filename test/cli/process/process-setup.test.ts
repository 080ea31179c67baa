/** How our processes behave towards the shell. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  abortOnSignals,
  endQuietlyOnBrokenPipe,
  failUntilSettled,
  silenceRuntimeNotice,
} from '../../../src/cli/process/process-setup.js';

/** A process that only notes what is done to it. */
function standIn() {
  const warnings: unknown[] = [];
  const kills: unknown[] = [];
  const said: string[] = [];
  const events = Object.assign(new EventEmitter(), {
    stdout: new EventEmitter(),
    stderr: Object.assign(new EventEmitter(), { write: (text: string) => said.push(text) }),
    pid: 4711,
    exitCode: undefined as number | undefined,
    kill: (...args: unknown[]) => kills.push(args),
    emitWarning: (warning: unknown) => warnings.push(warning),
  });
  return { process: events as unknown as NodeJS.Process, events, warnings, kills, said };
}

it('fails a process that ends before its work does, with a word, and no other', () => {
  const dry = standIn();
  failUntilSettled(dry.process, { exitCode: 2, stream: 'stderr' });
  dry.events.emit('beforeExit');
  expect([dry.events.exitCode, dry.said]).toEqual([
    2,
    ['Error: unexpected internal error: the program ended before its work did\n'],
  ]);
  const done = standIn();
  failUntilSettled(done.process, { exitCode: 1, stream: 'stderr' })(0);
  done.events.emit('beforeExit');
  expect([done.events.exitCode, done.said]).toEqual([0, []]);
});

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s aborts what is under way, and ends what does not stop soon', async (signal, code) => {
    const { process, events, kills } = standIn();
    const interrupted = abortOnSignals(process);
    events.emit(signal);
    expect([interrupted.aborted, events.exitCode, kills]).toEqual([true, code, []]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(kills).toEqual([[4711, signal]]);
  });
});

describe('a closed pipe', () => {
  it('is no error', () => {
    const { process, events, said } = standIn();
    endQuietlyOnBrokenPipe(process, 'stdout', 2);
    endQuietlyOnBrokenPipe(process, 'stderr', 2);
    for (const stream of [events.stdout, events.stderr])
      stream.emit('error', Object.assign(new Error(), { code: 'EPIPE' }));
    expect([events.exitCode, said]).toEqual([undefined, []]);
  });
});

describe('a stream that cannot be written to', () => {
  it('makes the process fail, and is told of where it still can be', () => {
    const { process, events, said } = standIn();
    endQuietlyOnBrokenPipe(process, 'stdout', 2);
    endQuietlyOnBrokenPipe(process, 'stderr', 2);
    events.stdout.emit('error', Object.assign(new Error(), { code: 'ENOSPC' }));
    expect([events.exitCode, said]).toEqual([2, ['Error: cannot write to standard output (ENOSPC)\n']]);
    events.stderr.emit('error', Object.assign(new Error(), { code: 'EIO' }));
    expect([events.exitCode, said.length]).toEqual([2, 1]);
  });
});

describe('the runtime notice of the AWS SDK', () => {
  it('is dropped, other warnings are not', () => {
    const { process, warnings } = standIn();
    silenceRuntimeNotice(process);
    process.emitWarning('NodeDeprecationWarning: The AWS SDK for JavaScript (v3) will no longer support Node.js v20');
    process.emitWarning('something else');
    expect(warnings).toEqual(['something else']);
  });
});
