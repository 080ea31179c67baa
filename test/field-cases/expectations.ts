/** Compares what a case expects with what was seen; undefined when both agree. */
import { existsSync, readFileSync } from 'node:fs';
import type { TextCheck } from './field-case.js';
import type { Ended } from './run-bounded.js';

export function outputDifference(
  ended: Ended,
  stream: 'stdout' | 'stderr' | 'output',
  check: TextCheck,
): string | undefined {
  const text = stream === 'output' ? `${ended.stdout}\n${ended.stderr}` : ended[stream];
  return textDifference(stream, text, check);
}

export function fileDifference(path: string, check: TextCheck | 'exists' | 'absent'): string | undefined {
  const exists = existsSync(path);
  if (check === 'exists') return exists ? undefined : 'no such file';
  if (check === 'absent') return exists ? 'the file is there' : undefined;
  return exists ? textDifference('the file', readFileSync(path, 'utf8'), check) : 'no such file';
}

export function requestsDifference(
  requests: readonly string[],
  expected: { readonly count: number; readonly orMore: boolean; readonly part: string },
): string | undefined {
  const found = requests.filter((request) => request.includes(expected.part));
  if (expected.orMore ? found.length >= expected.count : found.length === expected.count) return undefined;
  return `${found.length} of ${requests.length} requests:${requests.map((request) => `\n    > ${request.slice(0, 300)}`).join('')}`;
}

function textDifference(what: string, text: string, check: TextCheck): string | undefined {
  if (holds(text, check) !== check.negated) return undefined;
  const where =
    check.negated && check.how === 'contains'
      ? ` in the line '${text.split('\n').find((line) => line.includes(check.text)) ?? ''}'`
      : '';
  return `${what} ${check.negated ? 'does' : 'does not'}${where}: ${check.how} ${check.text}`;
}

function holds(text: string, { how, text: expected, caseless }: TextCheck): boolean {
  switch (how) {
    case 'contains':
      return text.includes(expected);
    case 'matches':
      return new RegExp(expected, caseless ? 'mui' : 'mu').test(text);
    case 'is':
      return text.trim() === expected.trim();
    case 'line':
      return text.split('\n').includes(expected);
    case 'empty':
      return text.trim() === '';
    default:
      return how satisfies never;
  }
}
