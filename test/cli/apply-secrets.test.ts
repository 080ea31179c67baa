/** Secrets of a document as a process gets them: from variables, files and programs, and never into an output. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoopbackAnchore, startLoopbackAnchore } from '../support/loopback-anchore.js';
import { type Ended, run, tsReg } from '../support/spawned.js';
import { type ApplyHome, password, startApplyHome } from './apply-home.js';

let home: ApplyHome;
beforeEach(async () => {
  home = await startApplyHome();
});
afterEach(() => home.close());

function entry(path: string, reference: string): string {
  return `  - { registry: "${home.registry.authority}/${path}", user: ci, password: ${reference}, verify_tls: false }`;
}

function program(name: string, script: string): void {
  const path = join(home.folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const outputs = ({ stdout, stderr }: Ended): string => stdout + stderr;

it('come from a variable, a file beside the document, and a program that sees no secret of ts-reg', async () => {
  mkdirSync(join(home.folder, 'secrets'));
  writeFileSync(join(home.folder, 'secrets', 'token'), `${password}-file\n`);
  program('vault', `test -z "$TS_REG_PASSPHRASE$PGPASSWORD" && test "$#" = 2 && echo "${password}-$2"`);
  const file = home.write(
    'registries.yaml',
    `registries:\n${entry('a', '{ env: TOKEN }')}\n${entry('b', '{ file: secrets/token }')}\n${entry('c', "{ command: [./vault, read, '$x; y'] }")}\n`,
  );
  const ended = await home.ts(['registry', 'apply', file], { TS_REG_PASSPHRASE: 'canary', PGPASSWORD: 'canary' });
  expect([ended.exitCode, ended.stderr.split('\n').at(-2)]).toEqual([0, '3 added, 0 unchanged']);
  const tokens = await Promise.all(
    ['a', 'b', 'c'].map(
      async (path) => (await home.ts(['registry', 'token', `${home.registry.authority}/${path}`])).stdout,
    ),
  );
  expect(tokens).toEqual([`${password}\n`, `${password}-file\n`, `${password}-$x; y\n`]);
  expect(outputs(ended)).not.toContain(password);
});

it('that cannot be had cost one registry each, with the reason and without the secret', async () => {
  program('failing', `echo ${password}; echo "no session for ${password}" >&2; exit 7`);
  program('large', 'yes | head -c 200000');
  program('silent', 'exit 0');
  program('killed', 'kill -9 $$');
  const references = ['./failing', './large', './silent', './killed', './nowhere'];
  const lines = references.map((path, index) => entry(`r${index}`, `{ command: [${path}] }`));
  const file = home.write(
    'registries.yaml',
    `registries:\n${lines.join('\n')}\n${entry('ok', '{ env: TOKEN }')}\n${entry('wrong', '{ env: AWS_KEY }')}\n`,
  );
  const ended = await home.apply(file, '--debug');
  expect(ended.exitCode).toBe(1);
  const errors = ended.stderr.split('\n').filter((line) => line.startsWith('Error:'));
  const { authority } = home.registry;
  expect(errors.filter((line) => /\/r\d: /.test(line)).sort()).toEqual(
    [
      `${authority}/r0: the command ./failing failed (exit code 7): no session for [redacted]`,
      `${authority}/r1: the command ./large printed more than 64 KiB`,
      `${authority}/r2: the command ./silent printed nothing`,
      `${authority}/r3: the command ./killed failed (SIGKILL)`,
      `${authority}/r4: the command ./nowhere does not exist, or the interpreter in its first line does not`,
    ].map((text, index) => `Error: ${text} (${file}, line ${index + 2})`),
  );
  expect(errors.some((line) => line.includes(`${authority}/wrong: `))).toBe(true);
  expect(ended.stderr).toContain('1 added, 0 unchanged, 6 refused\n');
  for (const secret of [password, home.cloud.key.secretAccessKey]) expect(outputs(ended)).not.toContain(secret);
});

it('a document on standard input and one in the current folder find their programs and files there', async () => {
  program('vault', `echo "${password}"`);
  const document = `registries:\n${entry('a', '{ command: [./vault] }')}\n`;
  const { environment, folder: cwd } = home;
  const piped = await run(tsReg, ['registry', 'apply', '-'], { environment, cwd, input: document });
  expect(piped.stderr).toContain('1 added');
  home.write('r.yaml', document);
  expect((await run(tsReg, ['registry', 'apply', 'r.yaml'], { environment, cwd })).stderr).toContain('1 unchanged');
});

it('a literal one is refused before anything is done, and not repeated', async () => {
  const file = home.write('registries.yaml', `registries:\n${entry('a', '{ env: TOKEN }')}\n${entry('b', password)}\n`);
  const ended = await home.apply(file);
  expect([ended.exitCode, ended.stderr.split('\n')[0]]).toEqual([
    2,
    expect.stringMatching(/^Error: .*registries\.yaml, line 3, column \d+: password is a literal value/),
  ]);
  expect(outputs(ended)).not.toContain(password);
  expect(home.requests()).toBe(0);
});

describe('with --url', () => {
  let api: LoopbackAnchore;
  beforeEach(async () => {
    api = await startLoopbackAnchore({ allowAwsAuto: true });
  });
  afterEach(() => api.close());

  it('an exported list is applied as it is; a change sends one update; rotate sends each secret once', async () => {
    const url = { ANCHORE_CLI_URL: `${api.origin}/v1`, ANCHORE_CLI_USER: 'admin', ANCHORE_CLI_PASS: 'foobar' };
    for (const host of ['a.example.com', 'b.example.com'])
      await home.ts(['registry', 'add', host, 'ci', password], url);
    const exported = await home.ts(['registry', 'export', '--format', 'registries'], url);
    const file = home.write('registries.yaml', exported.stdout);
    api.wire.length = 0;
    const sent = () => api.wire.splice(0).map(({ method, path }) => `${method} ${path}`);
    const variables = { ...url, PASSWORD_CI: `${password}-2` };
    expect((await home.ts(['registry', 'apply', file], url)).stderr).toContain('2 unchanged');
    expect(sent()).toEqual(['GET /v1', 'GET /v1/registries']);
    home.write('registries.yaml', `${exported.stdout}    name: ours\n`);
    expect((await home.ts(['registry', 'apply', file], variables)).stderr).toContain('1 updated, 1 unchanged');
    expect(sent()).toEqual([
      'GET /v1',
      'GET /v1/registries',
      'GET /v1/registries/b.example.com',
      'PUT /v1/registries/b.example.com',
    ]);
    const rotated = await home.ts(['registry', 'apply', '--rotate', file], variables);
    expect(rotated.stderr).toContain('2 updated, 0 unchanged');
    const bodies = api.wire.filter(({ method }) => method === 'PUT').map(({ body }) => body);
    expect(bodies).toHaveLength(2);
    for (const body of bodies) expect(body).toMatchObject({ registry_pass: `${password}-2` });
    expect(outputs(rotated)).not.toContain(password);
  });
});
