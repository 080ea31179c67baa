/**
 * The CloudFormation templates under AWS's own parser: the AWS CLI reads each, and the line of docs/aws.md deploys it
 * against a CloudFormation on loopback.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, run } from '../support/spawned.js';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'templates', 'aws');
const docs = readFileSync(join(root, 'docs', 'aws.md'), 'utf8');
const names = readdirSync(folder).sort();
/** Debian's; another one on the PATH may be of version 1. */
const aws = '/usr/bin/aws';
const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/s/1';

const requests: URLSearchParams[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const asked = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    requests.push(asked);
    const [status, body] = answer(asked.get('Action') ?? '', asked.get('StackName') ?? '');
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
});
let home: string;

/** CloudFormation API reference: a stack that is not there yet, its change set, and the stack. */
function answer(action: string, stack: string): readonly [number, string] {
  const done = requests.some((one) => one.get('Action') === 'ExecuteChangeSet');
  const result = (inside: string): readonly [number, string] => [
    200,
    `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inside}</${action}Result></${action}Response>`,
  ];
  switch (action) {
    case 'DescribeStacks':
      return done
        ? result(
            `<Stacks><member><StackName>${stack}</StackName><StackId>${stackId}</StackId><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks>`,
          )
        : [
            400,
            `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${stack} does not exist</Message></Error></ErrorResponse>`,
          ];
    case 'CreateChangeSet':
      return result(`<Id>change</Id><StackId>${stackId}</StackId>`);
    case 'DescribeChangeSet':
      return result('<Status>CREATE_COMPLETE</Status>');
    case 'ExecuteChangeSet':
      return result('');
    default:
      return [400, ''];
  }
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'ts-reg-templates-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(home, 'aws'), `#!/bin/sh\nexec ${aws} --endpoint-url ${url} "$@"\n`, { mode: 0o755 });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
});

function shell(command: string): Promise<Ended> {
  const environment = {
    HOME: home,
    PATH: `${home}:/usr/bin:/bin`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return run('/bin/sh', ['-c', command], { cwd: root, environment });
}

/** The list of `Parameters.member.1.ParameterKey` and its like. */
function given(asked: URLSearchParams | undefined): Readonly<Record<string, string>> {
  const keys = Array.from(asked ?? []).filter(([name]) => /^Parameters\.member\.\d+\.ParameterKey$/.test(name));
  return Object.fromEntries(
    keys.map(([name, key]) => [key, asked?.get(name.replace(/Key$/, 'Value')) ?? asked?.get(name) ?? '']),
  );
}

/** The policy that docs/aws.md shows, with the repositories of a template in the place of those in the example. */
const [, example = ''] = /## The permissions\n.*?```json\n(.*?)```/s.exec(docs) ?? [];
const policy: unknown = JSON.parse(
  example.replace(
    '"arn:aws:ecr:us-east-1:123456789012:repository/team-a/*"',
    '{ "Fn::Sub": "arn:${AWS::Partition}:ecr:*:${AWS::AccountId}:repository/${Repositories}" }',
  ),
);

/** Properties of the role, in a template that the AWS CLI has turned into JSON. */
function roleIn(text: string): Readonly<Record<string, unknown>> {
  const template = JSON.parse(text) as { readonly Resources: { readonly Role: { readonly Properties: object } } };
  return { ...template.Resources.Role.Properties };
}

describe.each(names)('%s', (name) => {
  it('is deployed by its line in docs/aws.md, with the parameters that stand there', async () => {
    const [, command = ''] =
      docs
        .split('\n')
        .map((text) => /`(aws cloudformation deploy [^`]*)`/.exec(text))
        .find((found) => found?.[1]?.includes(`aws/${name} `)) ?? [];
    const { exitCode, stdout, stderr } = await shell(command);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(requests.map((asked) => asked.get('Action'))).toContain('ExecuteChangeSet');
    const created = requests.find((asked) => asked.get('Action') === 'CreateChangeSet');
    expect(created?.get('TemplateBody')).toBe(readFileSync(join(folder, name), 'utf8'));
    expect(created?.get('Capabilities.member.1')).toBe('CAPABILITY_NAMED_IAM');
    const overrides = Array.from(command.matchAll(/ '?(\w+)=([^' ]+)/g), ([, key = '', value = '']) => [key, value]);
    expect(given(created)).toMatchObject(Object.fromEntries(overrides) as object);
  });

  it('grants, as the AWS CLI reads it, the policy that docs/aws.md shows and no more', async () => {
    const { exitCode, stdout, stderr } = await shell(
      `aws cloudformation package --template-file templates/aws/${name} --s3-bucket none --use-json`,
    );
    expect(exitCode, stderr).toBe(0);
    const role = roleIn(stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1));
    const { ManagedPolicyArns: managed, Policies: policies } = role;
    expect([managed, policies]).toEqual(
      name === 'instance-role.yaml'
        ? [[{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' }], undefined]
        : [undefined, [{ PolicyName: 'ecr-pull', PolicyDocument: policy }]],
    );
  });
});
