/** The commands that are run with the real anchore-cli and with ts-reg, side by side. */
import type { WireRecord } from '../support/loopback-anchore-engine.js';
import type { Scenario, ScenarioDifference } from '../support/loopback-anchore-transcript.js';
import type { FaultRule } from '../support/loopback-anchore.js';

const ecr = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

function record(registry: string, fields: WireRecord = {}): WireRecord {
  return {
    registry,
    registry_name: registry,
    registry_type: 'docker_v2',
    registry_user: 'ci',
    registry_verify: true,
    created_at: '2026-01-01T00:00:00Z',
    last_updated: '2026-01-01T00:00:01Z',
    userId: 'admin',
    ...fields,
  };
}

const some = [
  record('registry.example.com:5000', { registry_verify: false }),
  record(ecr, { registry_type: 'awsecr', registry_user: 'AKIAIOSFODNN7EXAMPLE', registry_name: 'production' }),
  record('docker.io/library/*', { registry_user: 'someone', registry_name: 'official images' }),
  record('docker.io'),
];
const foreign = [
  record('b.example.com', { registry_name: '登録 レジストリ', registry_user: 'søren' }),
  record('a.example.com', { registry_name: 'e\u0301 combined, \u200bzero width, 👩‍💻 and 🐳' }),
  record('\u{1f433}.example.com', { registry_name: 'astral' }),
  record('\uff5e.example.com', { registry_name: 'full width' }),
];
const hostile = [
  record('c.example.com', { registry_name: 'two\nlines', registry_user: 'three\nmore\nlines' }),
  record('d.example.com', { registry_name: '\u001b[31mred\u001b[0m', registry_user: 'bell\u0007' }),
  record('e.example.com', { registry_name: 'tab\tdel\u007f"quote\\', registry_user: '' }),
];
const incomplete = [
  record('f.example.com', { registry_name: null, registry_user: null }),
  Object.fromEntries(Object.entries(record('g.example.com')).filter(([key]) => key !== 'registry_name')),
  record('h.example.com', {
    further: { list: [], map: {}, numbers: [1, -2, 0.5, 1e-7, 0.00001, 12345678901], flags: [true, false, null] },
  }),
];

const updateReadsFirst: ScenarioDifference = {
  in: ['wire'],
  reason: 'update keeps what is not given: it reads the record first',
};
const updateKeeps: ScenarioDifference = {
  in: ['stdout', 'wire'],
  reason: 'update keeps what is not given, where anchore-cli resets type, name and TLS verification',
};
const errorsOnStderr: ScenarioDifference = { in: ['stdout'], reason: 'errors go to stderr' };
const usageFirst: ScenarioDifference = { in: ['wire'], reason: 'usage is checked before anything is asked' };
const checkedHere: ScenarioDifference = {
  in: ['stdout', 'wire'],
  reason: 'refused before anything goes out, with the same words and exit code',
};

const mistakenHere: ScenarioDifference = {
  in: ['stdout', 'exit', 'wire'],
  reason: 'a user that AWS cannot know is refused by its form, so that no secret is stored and shown as a user',
};

function onRegistries(status: number, body: string, headers: Record<string, string> = {}): readonly FaultRule[] {
  return [{ on: 'registries', fault: { kind: 'reply', status, body, headers } }];
}
const html = { 'content-type': 'text/html' };
const page = '<!doctype html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';

/** Each once as text and once with `--json`. */
const inBothForms: readonly Scenario[] = [
  { name: 'list of nothing', args: ['list'] },
  { name: 'list', args: ['list'], seed: some },
  { name: 'list of foreign names', args: ['list'], seed: foreign },
  { name: 'list of hostile names', args: ['list'], seed: hostile },
  { name: 'list of incomplete records', args: ['list'], seed: incomplete },
  { name: 'get', args: ['get', 'docker.io'], seed: some },
  { name: 'get with a port', args: ['get', 'registry.example.com:5000'], seed: some },
  { name: 'get with a path', args: ['get', 'docker.io/library/*'], seed: some },
  { name: 'get of a foreign name', args: ['get', 'b.example.com'], seed: foreign },
  { name: 'get of several lines', args: ['get', 'c.example.com'], seed: hostile },
  { name: 'get of a record without user', args: ['get', 'f.example.com'], seed: incomplete },
  { name: 'get of a record without name', args: ['get', 'g.example.com'], seed: incomplete },
  { name: 'get of a record with more than we know', args: ['get', 'h.example.com'], seed: incomplete },
  { name: 'get of an unknown registry', args: ['get', 'nowhere.example.com'], seed: some, difference: errorsOnStderr },
  { name: 'add', args: ['add', 'new.example.com', 'ci', 'secret'] },
  { name: 'add of an ECR, guessed', args: ['add', ecr, 'AKIAIOSFODNN7EXAMPLE', 'secret'] },
  { name: 'add with a name', args: ['add', 'new.example.com', 'ci', 'secret', '--registry-name', 'Häfen 港'] },
  { name: 'add of what is there', args: ['add', 'docker.io', 'ci', 'secret'], seed: some, difference: errorsOnStderr },
  {
    name: 'add with credentials that the registry refuses',
    args: ['add', 'new.example.com', 'ci', 'wrong-password'],
    difference: errorsOnStderr,
  },
  { name: 'update', args: ['update', 'docker.io', 'someone', 'secret'], seed: some, difference: updateReadsFirst },
  {
    name: 'update of an unknown registry',
    args: ['update', 'nowhere.example.com', 'ci', 'secret'],
    difference: { in: ['stdout', 'wire'], reason: `${errorsOnStderr.reason}; ${updateReadsFirst.reason}` },
  },
  { name: 'del', args: ['del', 'docker.io'], seed: some },
];

const once: readonly Scenario[] = [
  { name: 'get of a name with blanks and signs', args: ['get', 'a b?c#d%e~f'], difference: errorsOnStderr },
  { name: 'get of a foreign registry', args: ['get', '\u{1f433}.example.com'], seed: foreign },
  { name: 'get of an upper-case name', args: ['get', 'Docker.IO'], seed: some, difference: errorsOnStderr },
  { name: 'add with a port', args: ['add', 'new.example.com:5000', 'ci', 'secret'] },
  { name: 'add with a path and a wildcard', args: ['add', 'docker.io/library/*', 'ci', 'secret'] },
  { name: 'add as docker_v2, told', args: ['add', ecr, 'AWS', 'secret', '--registry-type', 'docker_v2'] },
  {
    name: 'add as awsecr, told',
    args: ['add', 'ecr.example.com', 'AKIAIOSFODNN7EXAMPLE', 'secret', '--registry-type', 'awsecr'],
  },
  { name: 'add of a dual-stack ECR, guessed', args: ['add', '123456789012.dkr-ecr.us-east-1.on.aws', 'ci', 'secret'] },
  { name: 'add of ECR Public, guessed', args: ['add', 'public.ecr.aws', 'ci', 'secret'] },
  {
    name: 'add of a FIPS ECR, guessed',
    args: ['add', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'ci', 'secret'],
  },
  {
    name: 'add of an ECR in China, guessed',
    args: ['add', '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'AKIAIOSFODNN7EXAMPLE', 'secret'],
  },
  {
    name: 'add of an ECR of the European cloud, guessed',
    args: ['add', '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'ci', 'secret'],
  },
  {
    name: 'add of an ECR with ten digits, guessed',
    args: ['add', '1234567890.dkr.ecr.us-east-1.amazonaws.com', 'AKIAIOSFODNN7EXAMPLE', 'secret'],
  },
  { name: 'add with an empty type', args: ['add', 'new.example.com', 'ci', 'secret', '--registry-type', ''] },
  { name: 'add with an empty name', args: ['add', 'new.example.com', 'ci', 'secret', '--registry-name', ''] },
  {
    name: 'add of an ECR with an empty type',
    args: ['add', ecr, 'AKIAIOSFODNN7EXAMPLE', 'secret', '--registry-type='],
  },
  {
    name: 'update with an empty name',
    args: ['update', 'docker.io', 'someone', 'secret', '--registry-name', ''],
    seed: some,
    difference: updateReadsFirst,
  },
  {
    name: 'add of a secret access key as user',
    args: ['add', ecr, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AKIAIOSFODNN7EXAMPLE'],
    difference: mistakenHere,
  },
  {
    name: 'add of an ARN as user',
    args: ['add', ecr, 'arn:aws:iam::123456789012:role/r', 'x'],
    difference: mistakenHere,
  },
  { name: 'add of AWSAUTO', args: ['add', ecr, 'AWSAUTO', 'x'], difference: mistakenHere },
  { name: 'add of a token of AWS', args: ['add', ecr, 'AWS', 'x'], difference: mistakenHere },
  { name: 'add without TLS verification', args: ['add', 'new.example.com', 'ci', 'secret', '--insecure'] },
  { name: 'add without validation', args: ['add', 'new.example.com', 'ci', 'wrong-password', '--skip-validate'] },
  {
    name: 'add with options first',
    args: ['add', '--insecure', '--skip-validate', '--registry-name=n', 'new.example.com', 'ci', 'secret'],
  },
  { name: 'add of a secret with every kind of sign', args: ['add', 'new.example.com', 'ci', '"\\ä€🐳\'{}$(:)/'] },
  { name: 'add of the ambient role, gate shut', args: ['add', ecr, 'awsauto', 'awsauto'], difference: errorsOnStderr },
  {
    name: 'add of an unknown type',
    args: ['add', 'new.example.com', 'ci', 'secret', '--registry-type', 'quay'],
    difference: checkedHere,
  },
  { name: 'add with a trailing slash', args: ['add', 'new.example.com/', 'ci', 'secret'], difference: checkedHere },
  { name: 'add with a scheme', args: ['add', 'https://new.example.com', 'ci', 'secret'], difference: checkedHere },
  {
    name: 'add of a look-alike of ECR',
    args: ['add', `${ecr}.example.com`, 'ci', 'secret'],
    difference: {
      in: ['stdout', 'wire'],
      reason: 'the guess is anchored: a look-alike host is no ECR and gets no ECR token',
    },
  },
  { name: 'add without password', args: ['add', 'new.example.com', 'ci'], difference: usageFirst },
  { name: 'add without anything', args: ['add'], difference: usageFirst },
  { name: 'get without a registry', args: ['get'], difference: usageFirst },
  { name: 'an unknown subcommand', args: ['lst'] },
  { name: 'an unknown option', args: ['list', '--nonsense'], difference: usageFirst },
  {
    name: 'update of a record with a name of its own',
    args: ['update', ecr, 'AKIAIOSFODNN7EXAMPLE', 'secret'],
    seed: some,
    difference: updateKeeps,
  },
  {
    name: 'update of a record without TLS verification',
    args: ['update', 'registry.example.com:5000', 'ci', 'secret'],
    seed: some,
    difference: updateKeeps,
  },
  {
    name: 'update of everything',
    args: [
      'update',
      'docker.io',
      'x',
      'y',
      '--insecure',
      '--registry-type',
      'awsecr',
      '--registry-name',
      'Z',
      '--skip-validate',
    ],
    seed: some,
    difference: updateReadsFirst,
  },
  {
    name: 'update to the ambient role, gate shut',
    args: ['update', 'docker.io', 'awsauto', 'x'],
    seed: some,
    difference: { in: ['stdout', 'wire'], reason: `${errorsOnStderr.reason}; ${updateReadsFirst.reason}` },
  },
  {
    name: 'update with credentials that the registry refuses',
    args: ['update', 'docker.io', 'ci', 'wrong-password'],
    seed: some,
    difference: { in: ['stdout', 'wire'], reason: `${errorsOnStderr.reason}; ${updateReadsFirst.reason}` },
  },
  { name: 'del of an unknown registry', args: ['del', 'nowhere.example.com'], seed: some },
  { name: 'del with a path', args: ['del', 'docker.io/library/*'], seed: some },
];

const settings: readonly Scenario[] = [
  {
    name: 'another account by flag',
    args: ['--as-account', 'team', 'registry', 'add', 'new.example.com', 'ci', 'secret'],
  },
  {
    name: 'another account by variable',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_ACCOUNT: 'team' },
    seed: some,
  },
  { name: 'JSON by variable', args: ['registry', 'list'], environment: { ANCHORE_CLI_JSON: 'y' }, seed: some },
  {
    name: 'flags before variables',
    args: ['--u', 'admin', '--p', 'foobar', '--url', '{origin}/v1', 'registry', 'list'],
    environment: { ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1', ANCHORE_CLI_USER: 'other', ANCHORE_CLI_PASS: 'other' },
    seed: some,
  },
  {
    name: 'a credentials file',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_URL: null, ANCHORE_CLI_USER: null, ANCHORE_CLI_PASS: null },
    credentialsFile:
      'default:\n  ANCHORE_CLI_USER: admin\n  ANCHORE_CLI_PASS: foobar\n  ANCHORE_CLI_URL: "{origin}/v1"\n',
    seed: some,
  },
  {
    name: 'a variable against a credentials file',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_USER: 'other' },
    credentialsFile: 'default:\n  ANCHORE_CLI_USER: admin\n',
    seed: some,
    difference: {
      in: ['stdout', 'exit', 'wire'],
      reason: 'a variable wins over the credentials file; in anchore-cli 0.9.4 the file wins over the variable',
    },
  },
  {
    name: 'a credentials file that is not there',
    args: ['--config', 'missing.yaml', '--url', '{origin}/v1', 'registry', 'list'],
    seed: some,
  },
  {
    name: 'a credentials file that is not there, by variable',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_CONFIG: 'missing.yaml' },
    seed: some,
  },
  {
    name: 'a URL with a trailing slash',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_URL: '{origin}/v1/' },
    seed: some,
  },
  {
    name: 'a URL without version',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_URL: '{origin}' },
    seed: some,
    difference: errorsOnStderr,
  },
  { name: 'an API version of anchore-cli', args: ['--api-version', '0.9.4', 'registry', 'list'], seed: some },
  {
    name: 'a version of the program given by the service',
    args: ['--insecure', '--debug', 'registry', 'list'],
    seed: some,
  },
  { name: 'Enterprise: list', args: ['registry', 'list'], environment: { ANCHORE_CLI_URL: '{origin}/v2' }, seed: some },
  {
    name: 'Enterprise: list as JSON',
    args: ['--json', 'registry', 'list'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    seed: some,
  },
  {
    name: 'Enterprise: get',
    args: ['registry', 'get', 'docker.io'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    seed: some,
  },
  {
    name: 'Enterprise: add as JSON',
    args: ['--json', 'registry', 'add', 'new.example.com', 'ci', 'secret'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
  },
  {
    name: 'Enterprise: update',
    args: ['registry', 'update', 'docker.io', 'ci', 'secret'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    seed: some,
    difference: updateReadsFirst,
  },
  {
    name: 'Enterprise: del',
    args: ['registry', 'del', 'docker.io'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    seed: some,
  },
  {
    name: 'Enterprise: del as JSON',
    args: ['--json', 'registry', 'del', 'docker.io'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    seed: some,
    difference: { in: ['stdout'], reason: 'del prints true for v2 too, which answers without a body' },
  },
  {
    name: 'Enterprise: del of an unknown registry',
    args: ['registry', 'del', 'nowhere.example.com'],
    environment: { ANCHORE_CLI_URL: '{origin}/v2' },
    difference: errorsOnStderr,
  },
];

const faults: readonly Scenario[] = [
  {
    name: 'a wrong password',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_PASS: 'wrong' },
    difference: errorsOnStderr,
  },
  {
    name: 'a wrong password, JSON',
    args: ['--json', 'registry', 'list'],
    environment: { ANCHORE_CLI_PASS: 'wrong' },
    difference: errorsOnStderr,
  },
  {
    name: 'no service',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_URL: 'http://127.0.0.1:1/v1' },
    difference: errorsOnStderr,
  },
  {
    name: 'a URL with a fault',
    args: ['registry', 'list'],
    environment: { ANCHORE_CLI_URL: 'anchore.example.com/v1' },
    difference: {
      in: ['stdout', 'message'],
      reason: 'errors go to stderr; a URL that is invalid is named as the fault, before anything is asked',
    },
  },
  {
    name: 'a liveness answer in HTML',
    args: ['registry', 'list'],
    faults: [{ on: 'liveness', fault: { kind: 'reply', status: 502, headers: html, body: page } }],
    difference: { in: ['stdout', 'wire'], reason: `${errorsOnStderr.reason}; a reading request is tried again` },
  },
  {
    name: 'a redirect of the liveness question on the same host',
    args: ['registry', 'list'],
    seed: some,
    faults: [
      { on: 'liveness', times: 1, fault: { kind: 'reply', status: 308, headers: { location: '/v1/' }, body: '' } },
    ],
  },
  {
    name: 'a list with a registry that comes twice',
    args: ['registry', 'list'],
    faults: onRegistries(
      200,
      JSON.stringify([
        record('b', { registry_name: 'z' }),
        record('a'),
        record('b', { registry_name: 'y', registry_user: 'u' }),
        record('b', { registry_name: 'y', registry_user: 't' }),
      ]),
    ),
  },
  {
    name: '401 for the registries alone',
    args: ['registry', 'list'],
    faults: onRegistries(401, ''),
    difference: errorsOnStderr,
  },
  {
    name: '403',
    args: ['registry', 'list'],
    faults: onRegistries(403, '{"message":"not permitted","httpcode":403,"detail":{"required":"listRegistries"}}'),
    difference: errorsOnStderr,
  },
  {
    name: '500 with JSON',
    args: ['registry', 'list'],
    faults: onRegistries(500, '{"message":"database is down","httpcode":500,"detail":{"error_codes":["DB"]}}'),
    difference: errorsOnStderr,
  },
  {
    name: '500 without JSON',
    args: ['registry', 'list'],
    faults: onRegistries(500, page, html),
    difference: errorsOnStderr,
  },
  { name: '500 without a body', args: ['registry', 'list'], faults: onRegistries(500, ''), difference: errorsOnStderr },
  {
    name: '418 with the JSON of something else',
    args: ['registry', 'list'],
    faults: onRegistries(418, '{"error":"teapot"}'),
    difference: errorsOnStderr,
  },
  {
    name: 'HTML with status 200',
    args: ['registry', 'list'],
    faults: onRegistries(200, page, html),
    difference: {
      in: ['stdout', 'exit'],
      reason: 'a page is no list of registries: an error, where anchore-cli prints the page and succeeds',
    },
  },
  {
    name: 'a cut connection',
    args: ['registry', 'list'],
    faults: [{ on: 'registries', fault: { kind: 'cut' } }],
    difference: {
      in: ['stdout', 'exit', 'wire'],
      reason: 'half an answer is an error, after the request was tried again; anchore-cli prints the half and succeeds',
    },
  },
  {
    name: 'a connection that is cut once',
    args: ['registry', 'list'],
    seed: some,
    faults: [{ on: 'registries', times: 1, fault: { kind: 'cut' } }],
    difference: {
      in: ['stdout', 'wire'],
      reason: 'a reading request is tried again, and succeeds; anchore-cli prints half an answer',
    },
  },
  {
    name: 'an add that is cut after it was done',
    args: ['registry', 'add', 'new.example.com', 'ci', 'secret'],
    faults: [{ on: 'registries', times: 1, fault: { kind: 'cut-after-write' } }],
    difference: {
      in: ['stdout', 'message'],
      reason:
        'errors go to stderr; words of our own for a broken connection, where anchore-cli shows an exception of Python',
    },
  },
];

/** Every scenario, with the arguments as they are typed behind the program's name. */
export const scenarios: readonly Scenario[] = [
  ...inBothForms.flatMap((scenario) => [
    { ...scenario, args: ['registry', ...scenario.args] },
    { ...scenario, name: `${scenario.name}, as JSON`, args: ['--json', 'registry', ...scenario.args] },
  ]),
  ...once.map((scenario) => ({ ...scenario, args: ['registry', ...scenario.args] })),
  ...settings,
  ...faults,
];
