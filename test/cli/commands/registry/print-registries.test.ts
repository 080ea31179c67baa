/** Registries on stdout. */
import { describe, expect, it } from 'vitest';
import { viewsFrom } from '../../../../src/anchore/registry-wire.js';
import { printJson, printRegistries, registryText } from '../../../../src/cli/commands/registry/print-registries.js';
import { Output } from '../../../../src/cli/output/output.js';
import type { RegistryView } from '../../../../src/registry/backend.js';
import { textWorld } from '../../../support/cli-run.js';
import { readTranscript } from '../../../support/loopback-anchore-transcript.js';

const view: RegistryView = {
  registry: 'r.example.com',
  name: undefined,
  type: 'docker_v2',
  user: 'ü',
  verifyTls: true,
  createdAt: '2026-01-02T03:04:05Z',
  updatedAt: '2026-01-02T03:04:05Z',
  wire: { registry_user: 'ü', from_a_newer_engine: [] },
};

it('are text, N/A for a missing name, two empty lines at the end', () => {
  const { world, texts } = textWorld();
  printRegistries(new Output(world, { json: false, debug: false }), [view]);
  expect(texts().stdout).toBe(
    'Registry: r.example.com\nName: N/A\nUser: ü\nType: docker_v2\nVerify TLS: True\nCreated: 2026-01-02T03:04:05Z\nUpdated: 2026-01-02T03:04:05Z\n\n\n',
  );
});

it('are the records of the wire with --json, whatever is in them', () => {
  const { world, texts } = textWorld();
  const output = new Output(world, { json: true, debug: false });
  printRegistries(output, [view]);
  printJson(output, [view]);
  const text = '[\n    {\n        "from_a_newer_engine": [],\n        "registry_user": "\\u00fc"\n    }\n]\n';
  expect(texts().stdout).toBe(text + text);
});

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
