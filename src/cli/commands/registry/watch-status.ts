/** The status of `refresh --watch` as a file: one JSON document, or Prometheus' text format for node_exporter. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { TsRegError } from '../../../errors.js';
import { errnoOf } from '../../../system/file-error.js';
import { hint } from '../../../system/hint.js';
import { isoSeconds } from '../../../system/iso-time.js';
import { replaceUserFile } from '../../../system/user-file.js';
import type { WatchedRegistry } from './watch-state.js';

export const statusFormats = ['json', 'prometheus'] as const;
export type StatusFormat = (typeof statusFormats)[number];

export interface Status {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly nextRound: number;
  readonly registries: readonly WatchedRegistry[];
}

/** In one step, readable by everybody: it holds no secret. Throws {TsRegError} `io`. */
export function writeStatus(path: string, status: Status, format: StatusFormat): void {
  const text = format === 'json' ? jsonStatus(status) : prometheusStatus(status);
  const refuse = (reason: string): TsRegError =>
    new TsRegError('io', `cannot write the status to ${path} (${reason})`, { hint: hint`ls -ld ${path}` });
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    // A rename would put a file in the place of a device, such as /dev/null.
    if (statSync(target, { throwIfNoEntry: false })?.isFile() === false) throw refuse('it is not a regular file');
    replaceUserFile(target, text, { newMode: 0o644 });
  } catch (error) {
    throw error instanceof TsRegError ? error : refuse(errnoOf(error) ?? 'unknown');
  }
}

function jsonStatus({ now, nextRound, registries }: Status): string {
  const document = {
    writtenAt: isoSeconds(now),
    nextRoundAt: Number.isFinite(nextRound) ? isoSeconds(nextRound) : null,
    registries: registries.map(({ registry, expiresAt, lastSuccess, lastFailure, failures }) => ({
      registry,
      failing: failures > 0,
      secondsToExpiry: expiresAt === undefined ? null : seconds(expiresAt - now),
      expiresAt: expiresAt === undefined ? null : isoSeconds(expiresAt),
      lastSuccess: lastSuccess === undefined ? null : isoSeconds(lastSuccess),
      lastFailure: lastFailure === undefined ? null : { at: isoSeconds(lastFailure.at), reason: lastFailure.reason },
    })),
  };
  return `${JSON.stringify(document, undefined, 4)}\n`;
}

/** Times are absolute besides, because the file is written after each round only. */
function prometheusStatus({ now, registries }: Status): string {
  const gauge = (name: string, help: string, values: readonly (readonly [labels: string, value: number])[]): string =>
    values.length === 0
      ? ''
      : `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${values
          .map(([labels, value]) => `${name}${labels} ` + `${value}\n`)
          .join('')}`;
  const each = (value: (one: WatchedRegistry) => number | undefined): [string, number][] =>
    registries.flatMap((one) => {
      const found = value(one);
      return found === undefined ? [] : [[labelsOf({ registry: one.registry }), found]];
    });
  return [
    gauge('ts_reg_round_timestamp_seconds', 'When this was written.', [['', seconds(now)]]),
    gauge(
      'ts_reg_token_seconds_to_expiry',
      'Seconds that the token was still valid when this was written; 0 without a valid token.',
      each(({ expiresAt }) => (expiresAt === undefined ? 0 : Math.max(0, seconds(expiresAt - now)))),
    ),
    gauge(
      'ts_reg_token_expiry_timestamp_seconds',
      'When the token ends.',
      each(({ expiresAt }) => expiresAt && seconds(expiresAt)),
    ),
    gauge(
      'ts_reg_failing',
      '1 while the last attempt to renew failed.',
      each(({ failures }) => (failures > 0 ? 1 : 0)),
    ),
    gauge(
      'ts_reg_last_success_timestamp_seconds',
      'The last round without a failure.',
      each(({ lastSuccess }) => lastSuccess && seconds(lastSuccess)),
    ),
    gauge(
      'ts_reg_last_failure_timestamp_seconds',
      'The last round with a failure, and its reason.',
      registries.flatMap(({ registry, lastFailure }): [string, number][] =>
        lastFailure === undefined
          ? []
          : [[labelsOf({ registry, reason: lastFailure.reason.slice(0, 500) }), seconds(lastFailure.at)]],
      ),
    ),
  ].join('');
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000);
}

/** Prometheus, Exposition formats: in a label value, backslash, quote and line feed are escaped. */
function labelsOf(labels: Readonly<Record<string, string>>): string {
  const texts = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
    return `${name}="${escaped}"`;
  });
  return `{${texts.join(',')}}`;
}
