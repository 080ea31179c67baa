/** Options that can be given several times. */

export function several(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
