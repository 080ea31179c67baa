/** Process setup: signals, closed pipes, and a stderr without notices of the runtime. */

/** After a signal a command has this long to end by itself, as `refresh --watch` does; locks are given back at once. */
const graceMilliseconds = 200;

/**
 * A signal that is aborted by SIGINT or SIGTERM, with that name as its reason; a process that does not end by itself
 * soon after is ended by the signal.
 */
export function abortOnSignals(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.exitCode = signal === 'SIGINT' ? 130 : 143;
      controller.abort(signal);
      // The listener is gone (once), so that a second signal, ours or the user's, has its default effect.
      setTimeout(() => process.kill(process.pid, signal), graceMilliseconds).unref();
    });
  }
  return controller.signal;
}

export interface UnsettledProcess {
  /** Of a process that ends before it is settled. */
  readonly exitCode: 1 | 2;
  /** Where the error goes; the credential helper has its errors on stdout. */
  readonly stream: 'stdout' | 'stderr';
}

/**
 * Makes a process fail that ends before its work does: an empty event loop would end it with 0 and without a
 * word. The returned function settles it with the exit code of the work.
 */
export function failUntilSettled(
  process: NodeJS.Process,
  { exitCode, stream }: UnsettledProcess,
): (exitCode: number) => void {
  const onDry = (): void => {
    process[stream].write('Error: unexpected internal error: the program ended before its work did\n');
  };
  process.exitCode = exitCode;
  process.once('beforeExit', onDry);
  return (settled) => {
    process.off('beforeExit', onDry);
    process.exitCode = settled;
  };
}

/**
 * The stream, for `ts-reg registry list | head -1`: a reader that had enough is no error (EPIPE). Any other failure
 * ends the process with `exitCode`.
 */
export function endQuietlyOnBrokenPipe<Name extends 'stdout' | 'stderr'>(
  process: NodeJS.Process,
  name: Name,
  exitCode: 1 | 2,
): NodeJS.Process[Name] {
  process[name].on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = exitCode;
    if (name === 'stdout')
      process.stderr.write(`Error: cannot write to standard output (${error.code ?? 'unknown'})\n`);
  });
  return process[name];
}

/** The AWS SDK warns of Node 20's end of support on stderr, where docker would show it: that one notice is dropped. */
export function silenceRuntimeNotice(process: NodeJS.Process): void {
  const emitWarning = process.emitWarning.bind(process);
  const quiet = (...args: Parameters<typeof emitWarning>): void => {
    if (!/AWS SDK for JavaScript|NodeDeprecationWarning/.test(String(args[0]))) emitWarning(...args);
  };
  process.emitWarning = quiet as typeof process.emitWarning;
}
