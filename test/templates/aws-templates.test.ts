/**
 * The CloudFormation templates: known to CloudFormation's published resource schemas, and granting what docs/aws.md
 * says, no more.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, it } from 'vitest';
import { parse, type ScalarTag } from 'yaml';

type Fields = Readonly<Record<string, unknown>>;

const folder = fileURLToPath(new URL('../../templates/aws/', import.meta.url));
const docs = readFileSync(fileURLToPath(new URL('../../docs/aws.md', import.meta.url)), 'utf8');
const database = loadAwsServiceSpecSync();
const names = readdirSync(folder).sort();

/** The short forms of intrinsic functions, as the long ones (CloudFormation user guide, "Intrinsic functions"). */
const tags: ScalarTag[] = ['Ref', 'Sub', 'GetAtt'].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => ({ [name === 'Ref' ? name : `Fn::${name}`]: text }),
}));
const lists = ['If', 'Equals'].map((name) => ({
  tag: `!${name}`,
  collection: 'seq' as const,
  resolve: (value: unknown) => value,
}));
const read = (name: string): Fields => {
  const parsed: unknown = parse(readFileSync(`${folder}${name}`, 'utf8'), {
    customTags: [...tags, ...lists],
    strict: true,
  });
  return fieldsOf(parsed);
};

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${String(value)}`);
  return { ...value };
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

interface Statement {
  readonly actions: readonly unknown[];
  readonly resource: unknown;
  readonly condition: Fields;
  readonly principal: Fields;
}

function statementsOf(document: unknown): readonly Statement[] {
  const text =
    typeof document === 'object' && document !== null && 'Fn::Sub' in document ? document['Fn::Sub'] : undefined;
  const { Statement: statements } = fieldsOf(typeof text === 'string' ? JSON.parse(text) : document);
  return arrayOf(statements).map((one) => {
    const { Effect, Action, Resource, Condition = {}, Principal = {}, ...rest } = fieldsOf(one);
    expect([Effect, rest]).toEqual(['Allow', {}]);
    return {
      actions: arrayOf(Action),
      resource: Resource,
      condition: fieldsOf(Condition),
      principal: fieldsOf(Principal),
    };
  });
}

/** The policy that docs/aws.md shows: what a pull needs. */
const shown = statementsOf(JSON.parse(/## The permissions\n.*?```json\n(.*?)```/s.exec(docs)?.[1] ?? '{}'));

const roleOf = (name: string): Fields => fieldsOf(fieldsOf(fieldsOf(read(name)['Resources'])['Role'])['Properties']);

it('the policy of the documentation is the pull and nothing else', () => {
  expect(shown.map(({ actions }) => actions)).toEqual([
    ['ecr:GetAuthorizationToken'],
    ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
  ]);
});

it('there is one for each way that the documentation names', () => {
  expect(names).toEqual([
    'cross-account-role.yaml',
    'eks-irsa-role.yaml',
    'eks-pod-identity-role.yaml',
    'github-actions-role.yaml',
    'gitlab-ci-role.yaml',
    'instance-role-for-repositories.yaml',
    'instance-role.yaml',
  ]);
});

describe.each(names)('%s', (name) => {
  it('has only resources and properties of the published schemas, and all that are required', () => {
    for (const resource of Object.values(fieldsOf(read(name)['Resources']))) {
      const { Type: type, Properties: properties } = fieldsOf(resource);
      const [schema] = database.lookup('resource', 'cloudFormationType', 'equals', String(type));
      expect(schema, String(type)).toBeDefined();
      const given = Object.keys(fieldsOf(properties));
      const known = schema?.properties ?? {};
      expect(given.filter((property) => !(property in known))).toEqual([]);
      const required = Object.entries(known).flatMap(([property, { required: isRequired }]) =>
        isRequired ? [property] : [],
      );
      expect(required.filter((property) => !given.includes(property))).toEqual([]);
    }
  });

  it('uses the parameters that it has, and has those that it uses', () => {
    const text = readFileSync(`${folder}${name}`, 'utf8');
    const { Parameters: parameters, Resources: resources } = read(name);
    const used = new Set(
      Array.from(text.matchAll(/!Ref '?(\w+)|\$\{(\w+)\}|!GetAtt (\w+)\./g), ([, a, b, c]) => a ?? b ?? c ?? ''),
    );
    const declared = Object.keys(fieldsOf(parameters));
    expect(declared.filter((parameter) => !used.has(parameter))).toEqual([]);
    expect([...used].filter((one) => !declared.includes(one) && !(one in fieldsOf(resources)))).toEqual([]);
  });

  it('grants the pull and nothing else', () => {
    const { ManagedPolicyArns: managed, Policies: policies } = roleOf(name);
    if (name === 'instance-role.yaml') {
      expect([managed, policies]).toEqual([
        [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly' }],
        undefined,
      ]);
      return;
    }
    expect(managed).toBeUndefined();
    const [policy, ...more] = arrayOf(policies);
    expect(more).toEqual([]);
    expect(
      statementsOf(fieldsOf(policy)['PolicyDocument']).map(({ actions, resource }) => ({ actions, resource })),
    ).toEqual([
      { actions: shown[0]?.actions, resource: '*' },
      {
        actions: shown[1]?.actions,
        resource: { 'Fn::Sub': 'arn:${AWS::Partition}:ecr:*:${AWS::AccountId}:repository/${Repositories}' },
      },
    ]);
  });

  it('is what docs/aws.md deploys by one line with its parameters', () => {
    const line = docs
      .split('\n')
      .find((one) => one.includes('aws cloudformation deploy') && one.includes(`aws/${name}`));
    expect(line).toBeDefined();
    expect(line).toContain('--capabilities CAPABILITY_NAMED_IAM');
    const given = Array.from((line ?? '').matchAll(/ '?(\w+)=/g), ([, parameter = '']) => parameter);
    const parameters = Object.entries(fieldsOf(read(name)['Parameters']));
    expect(given.filter((one) => !parameters.some(([parameter]) => parameter === one))).toEqual([]);
    const needed = parameters.flatMap(([parameter, fields]) => ('Default' in fieldsOf(fields) ? [] : [parameter]));
    expect(needed.filter((parameter) => !given.includes(parameter))).toEqual([]);
  });
});

describe('who may assume the role', () => {
  const trust = (name: string): Statement => {
    const [statement, ...more] = statementsOf(roleOf(name)['AssumeRolePolicyDocument']);
    if (statement === undefined || more.length > 0) throw new Error('one statement was expected');
    return statement;
  };

  it.each(['instance-role.yaml', 'instance-role-for-repositories.yaml'])('%s: EC2 alone', (name) => {
    expect(trust(name)).toMatchObject({
      actions: ['sts:AssumeRole'],
      principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } },
      condition: {},
    });
  });

  it('cross-account: one caller, with its external id', () => {
    expect(trust('cross-account-role.yaml')).toMatchObject({
      actions: ['sts:AssumeRole'],
      principal: { AWS: { Ref: 'CallerArn' } },
      condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
    });
  });

  it.each([
    ['github-actions-role.yaml', 'token.actions.githubusercontent.com', 'sts.amazonaws.com'],
    ['gitlab-ci-role.yaml', 'gitlab.com', 'https://gitlab.com'],
  ])('%s: tokens with the audience and the subject', (name, issuer, audience) => {
    expect(trust(name)).toMatchObject({
      actions: ['sts:AssumeRoleWithWebIdentity'],
      condition: {
        StringEquals: { [`${issuer}:aud`]: audience },
        StringLike: { [`${issuer}:sub`]: { Ref: 'Subject' } },
      },
    });
  });

  it('IRSA: one service account of the cluster', () => {
    expect(trust('eks-irsa-role.yaml')).toMatchObject({
      actions: ['sts:AssumeRoleWithWebIdentity'],
      condition: {
        StringEquals: {
          '${Issuer}:aud': 'sts.amazonaws.com',
          '${Issuer}:sub': 'system:serviceaccount:${Namespace}:${ServiceAccount}',
        },
      },
    });
  });

  it('Pod Identity: the service of EKS, which tags the session', () => {
    expect(trust('eks-pod-identity-role.yaml')).toMatchObject({
      actions: ['sts:AssumeRole', 'sts:TagSession'],
      principal: { Service: 'pods.eks.amazonaws.com' },
    });
  });
});
