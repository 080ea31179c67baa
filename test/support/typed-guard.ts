/** Keeps ts-reg on loopback while the hints of a test are typed, which may change the proxy. */

/** How the guard ends: without a proxy of loopback; with a NO_PROXY that lost what was in it. */
export const guardCodes: readonly number[] = [97, 98];

/**
 * Starts the program only while every name is led to loopback by the proxy. A hint that goes past the proxy would make
 * it look up a real name: there the guard only requires that NO_PROXY keeps what was in it.
 */
export const guarded = (program: string): string => `#!/bin/sh
case "$HTTPS_PROXY" in http://127.0.0.1:*) ;; *) exit 97 ;; esac
case "$NO_PROXY:$no_proxy" in
  127.0.0.1,localhost:) exec '${program}' "$@" ;;
  127.0.0.1,localhost,?*:) echo "past the proxy: $NO_PROXY" ;;
  *) exit 98 ;;
esac
`;
