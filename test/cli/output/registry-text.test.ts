import { describe, expect, it } from 'vitest';
import { viewsFrom } from '../../../src/anchore/registry-wire.js';
import { registryText } from '../../../src/cli/output/registry-text.js';
import { readTranscript } from '../../support/loopback-anchore-transcript.js';

const address = new URL('http://127.0.0.1/v1/registries');
const asIs = (text: string): string => text;

const printed = readTranscript().filter(
  ({ args, recorded }) =>
    !args.includes('--json') &&
    recorded.exitCode === 0 &&
    ['get', 'add', 'update'].some((command) => args.includes(command)),
);

describe('registries as text', () => {
  it('has something to compare with', () => {
    expect(printed.length).toBeGreaterThan(15);
  });

  it.each(printed)('is byte for byte what anchore-cli prints: $name', ({ recorded }) => {
    const views = viewsFrom(recorded.replies.at(-1) ?? '', address);
    expect(`${registryText(views, asIs)}\n`).toBe(recorded.stdout);
  });

  it('passes every value through the sanitiser, and no label', () => {
    const [view] = viewsFrom(
      '[{"registry":"r","registry_name":"n","registry_user":"u","registry_type":"t","registry_verify":true,"created_at":"c","last_updated":"l"}]',
      address,
    );
    const text = registryText(view ? [view] : [], (value) => `<${value}>`);
    expect(text).toBe(
      'Registry: <r>\nName: <n>\nUser: <u>\nType: <t>\nVerify TLS: <True>\nCreated: <c>\nUpdated: <l>\n\n',
    );
  });

  it('is nothing for no registry', () => {
    expect(registryText([], asIs)).toBe('');
  });
});
