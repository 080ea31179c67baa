import { describe, expect, it } from 'vitest';
import { outputFormats } from '../../src/outputs/formats.js';
import { credential } from './credentials.js';

const settings = { shell: 'sh', name: 'ts-reg', namespaces: [], labels: {} } as const;

describe('password', () => {
  it('is one line, and for one registry alone', () => {
    expect(outputFormats.password.text([credential({})], settings)).toBe('s3cret\n');
    for (const given of [[], [credential({}), credential({})]])
      expect(() => outputFormats.password.text(given, settings)).toThrow('exactly one registry');
  });
});

describe('json', () => {
  it('has all that a script needs, in the order that was asked for', () => {
    const text = outputFormats.json.text(
      [credential({ expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678) }), credential({ registry: 'a.example.com' })],
      settings,
    );
    expect(JSON.parse(text)).toMatchObject([
      { registry: 'registry.example.com', password: 's3cret', expiresAt: '2026-01-02T03:04:05Z' },
      { registry: 'a.example.com', expiresAt: null },
    ]);
  });
});
