/** Registries on stdout. */
import { expect, it } from 'vitest';
import { printJson, printRegistries } from '../../../../src/cli/commands/registry/print-registries.js';
import { Output } from '../../../../src/cli/output/output.js';
import type { RegistryView } from '../../../../src/registry/backend.js';
import { textWorld } from '../../../support/cli-run.js';

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
