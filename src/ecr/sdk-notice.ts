/** Keeps the SDK's notices and warnings off stderr: docker shows a credential helper's stderr to people. */

const notice = 'NodeVersionSupportWarning: The AWS SDK';

/**
 * Runs `construct`, in which the SDK emits its notice (once per process, when the first client is made).
 * Synchronous, so that no warning of anybody else can fall into the gap; all others pass.
 */
export function withoutNodeNotice<T>(construct: () => T): T {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (typeof warning !== 'string' || !warning.startsWith(notice))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return construct();
  } finally {
    if (original) Object.defineProperty(process, 'emitWarning', original);
  }
}

const silence = (): void => undefined;

/** Given to every client and credential provider. */
export const sdkLogger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence };
