/** `ts-reg registry get`. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerGet } from '../../../../src/cli/commands/registry/get.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';
import { parsed } from '../../../support/parsed.js';

let cli: CliHome;
beforeEach(() => {
  cli = startCli();
});
afterEach(() => {
  cli.dispose();
});

it('takes one registry', async () => {
  expect(await parsed(registerGet, ['get', 'r.example.com'])).toEqual({ registry: 'r.example.com' });
});

it('shows a registry without its password, as text and as JSON', async () => {
  await cli.run(['registry', 'add', 'r.example.com', 'ci', 'hunter2', '--skip-validate', '--insecure']);
  const text = await cli.run(['registry', 'get', 'r.example.com']);
  expect(text).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: expect.stringContaining('Verify TLS: False\n') as string,
  });
  const json = await cli.run(['registry', 'get', 'r.example.com', '--json']);
  expect(json.stdout).toBe(`[
    {
        "created_at": "2026-01-02T12:00:00Z",
        "last_updated": "2026-01-02T12:00:00Z",
        "registry": "r.example.com",
        "registry_name": "r.example.com",
        "registry_type": "docker_v2",
        "registry_user": "ci",
        "registry_verify": false,
        "userId": "admin"
    }
]
`);
  expect(text.stdout + json.stdout).not.toContain('hunter2');
});

it('of an unknown registry is not found, exit 1', async () => {
  expect(await cli.run(['registry', 'get', 'r.example.com'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'Error: registry not found in DB\nhint: ts-reg registry list, or: ts-reg registry add r.example.com USER\n',
  });
});
