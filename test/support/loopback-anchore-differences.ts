/** What ts-reg does differently from anchore-cli in one scenario, and whether that was announced. */
import type { Difference, Outcome, Scenario } from './loopback-anchore-transcript.js';

/**
 * Standard output, exit code and requests are compared byte by byte. Errors, which anchore-cli prints on standard
 * output and ts-reg on standard error, are compared by their message: ours begins with theirs.
 */
export function differences(theirs: Outcome, ours: Outcome): readonly Difference[] {
  const found: Difference[] = [];
  if (theirs.stdout !== ours.stdout) found.push('stdout');
  if (theirs.exitCode !== ours.exitCode) found.push('exit');
  if (JSON.stringify(theirs.wire) !== JSON.stringify(ours.wire)) found.push('wire');
  const message = theirs.exitCode === 0 ? undefined : messageIn(theirs.stdout);
  if (message !== undefined && messageIn(ours.stderr)?.startsWith(message) !== true) found.push('message');
  return found;
}

/** Differences that nobody announced, and announced ones that are not there. */
export function surprises(scenario: Scenario, found: readonly Difference[]): readonly string[] {
  const announced = scenario.difference?.in ?? [];
  return [
    ...found
      .filter((difference) => !announced.includes(difference))
      .map((difference) => `unexpected difference in ${difference}`),
    ...announced
      .filter((difference) => !found.includes(difference))
      .map((difference) => `no difference in ${difference}, though announced`),
  ];
}

/** From `Error: …`, or from the object that stands for it with `--json`. */
function messageIn(text: string): string | undefined {
  const json = /^\{$[\s\S]*?^\}$/m.exec(text)?.[0];
  if (json === undefined) return /^Error: (.*)$/m.exec(text)?.[1];
  const { message } = JSON.parse(json) as { readonly message?: unknown };
  return typeof message === 'string' ? message : undefined;
}
