/** Secrets that occur nowhere else, and every spelling in which one could show up. */
import { randomBytes } from 'node:crypto';

export interface Canary {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A password that each encoding spells differently. */
export function canaryText(name: string): string {
  return `c4nary ${name}/"+&é${randomBytes(12).toString('base64')}`;
}

/** 40 characters of base64, as AWS's secret access keys are. */
export function canaryKey(): string {
  return randomBytes(30).toString('base64');
}

/** What of a canary is in these bytes: `password as hex`, …; empty when it is not. */
export function sightings(haystack: Buffer, canaries: readonly Canary[]): readonly string[] {
  return canaries.flatMap(({ name, bytes }) =>
    spellings(bytes).flatMap(([spelling, text]) => (haystack.includes(text) ? [`${name} ${spelling}`] : [])),
  );
}

function spellings(bytes: Buffer): readonly (readonly [string, Buffer | string])[] {
  const text = bytes.toString('utf8');
  const hex = bytes.toString('hex');
  return [
    ['in clear', bytes],
    ['as a JSON string', JSON.stringify(text).slice(1, -1)],
    ['percent-encoded', encodeURIComponent(text)],
    ['as form data', new URLSearchParams({ x: text }).toString().slice(2)],
    ['as hex', hex],
    ['as hex', hex.toUpperCase()],
    // Alone, or behind `user:` of any length: three alignments; the ends also hold bits of their neighbours.
    ...[0, 1, 2].flatMap((offset) => {
      const inside = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(4, -4);
      return [
        ['as base64', inside],
        ['as base64url', inside.replaceAll('+', '-').replaceAll('/', '_')],
      ] as const;
    }),
  ];
}
