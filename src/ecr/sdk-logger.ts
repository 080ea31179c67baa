/** A logger for the SDK that says nothing: by default it warns on stderr, and its debug lines can hold credentials. */

const silence = (): void => undefined;

/** Given to every client and credential provider. */
export const sdkLogger = { trace: silence, debug: silence, info: silence, warn: silence, error: silence };
