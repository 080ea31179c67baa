/** What is made at its first use, and then kept. */

/** The value of the first call for every later one; a failure that `make` throws is not kept, a rejected promise is. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
