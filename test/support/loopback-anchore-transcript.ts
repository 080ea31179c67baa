/**
 * What the real anchore-cli did, command by command, against the loopback API: recorded once, replayed by ordinary
 * tests.
 */
import { readFileSync } from 'node:fs';
import type { WireRecord } from './loopback-anchore-engine.js';
import type { FaultRule, LoopbackAnchore, WireEntry } from './loopback-anchore.js';

/** One command and the world that it runs in. `{origin}` stands for the API's address in every text. */
export interface Scenario {
  /** A sentence; unique. */
  readonly name: string;
  readonly args: readonly string[];
  /** Besides ANCHORE_CLI_URL, _USER and _PASS of a good set-up; null takes one of them away. */
  readonly environment?: Readonly<Record<string, string | null>>;
  /** Contents of `~/.anchore/credentials.yaml`. */
  readonly credentialsFile?: string;
  /** Records of account `admin`, in both versions of the API. */
  readonly seed?: readonly WireRecord[];
  readonly faults?: readonly FaultRule[];
  /** Why ts-reg does not do the same; undefined when it does. */
  readonly difference?: ScenarioDifference;
}

export type Difference = 'stdout' | 'exit' | 'wire' | 'message';

/** What may differ, and why. */
export interface ScenarioDifference {
  readonly in: readonly Difference[];
  readonly reason: string;
}

/** What a command left behind. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly wire: readonly WireEntry[];
  /** Bodies of the API's answers, in the order of `wire`. */
  readonly replies: readonly string[];
}

export type Transcript = readonly (Scenario & { readonly recorded: Outcome })[];

/** Reads the transcript in test/fixtures/anchore-cli. */
export function readTranscript(): Transcript {
  const file = new URL('../fixtures/anchore-cli/transcript.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Transcript;
}

/** Puts the scenario's records and faults into an API. */
export function prepare(api: LoopbackAnchore, scenario: Scenario): void {
  for (const engine of [api.v1, api.v2]) engine.seed('admin', scenario.seed ?? []);
  for (const rule of scenario.faults ?? []) api.fail(rule);
}

/** The environment of a scenario's command, `{origin}` filled in. */
export function environmentOf(scenario: Scenario, origin: string): Record<string, string> {
  const usual = { ANCHORE_CLI_URL: '{origin}/v1', ANCHORE_CLI_USER: 'admin', ANCHORE_CLI_PASS: 'foobar' };
  const environment: Record<string, string> = {};
  const together: Readonly<Record<string, string | null>> = { ...usual, ...scenario.environment };
  for (const [name, value] of Object.entries(together)) {
    if (value !== null) environment[name] = fillIn(value, origin);
  }
  return environment;
}

/** Puts the API's address in the place of `{origin}`. */
export function fillIn(text: string, origin: string): string {
  return text.replaceAll('{origin}', origin);
}
