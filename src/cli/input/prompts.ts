/** Questions on a terminal, on stderr so that stdout stays data; secrets are never echoed. */
import { confirm, input, password, select } from '@inquirer/prompts';
import { InterruptedError } from '../../errors.js';
import { parseEcrHost } from '../../registry/ecr-host.js';
import { identityWords } from '../../registry/identity.js';
import { traitsOf } from '../../registry/registry-type.js';
import { shownUser } from '../../registry/secret-form.js';
import { Secret } from '../../secret.js';
import type { World } from '../process/world.js';
import type { CredentialRequest } from './credential-input.js';

const asItIs = (text: string): string => text;
/** Blue is hard to read on a dark background, cyan on a light one; the mark before the line says as much. */
const theme = { prefix: { idle: '?', done: '✔' }, style: { answer: asItIs, highlight: asItIs, description: asItIs } };

/** Asks for the user name; for ECR, for the kind of identity first. */
export async function askForUser(world: World, request: CredentialRequest): Promise<string> {
  const { storedUser = '' } = request;
  const stored = storedUser === '' ? {} : { default: storedUser };
  if (request.type === undefined || !traitsOf(request.type).needsIdentity)
    return ask(world, (context) => input({ message: `User at ${request.registry}:`, theme, ...stored }, context));
  const kind = await ask(world, (context) =>
    select<string>(
      {
        theme,
        default: identityWords.find((word) => word === storedUser) ?? 'keys',
        message: `How does this machine sign in to AWS for ${request.registry}?`,
        choices: [
          { name: 'access key', value: 'keys', description: 'an access key id and its secret' },
          {
            name: 'instance role',
            value: 'awsauto',
            description: 'the role of this EC2, ECS or EKS machine; needs allow_awsecr_iam_auto',
          },
          { name: 'profile', value: '_aws_profile', description: 'a profile of ~/.aws/config, SSO included' },
          { name: 'role to assume', value: '_iam_role', description: 'a role ARN, from the role of this machine' },
          { name: 'CI job', value: '_web_identity', description: 'a role ARN, by the token that the CI system signs' },
        ],
      },
      context,
    ),
  );
  return kind === 'keys'
    ? ask(world, (context) =>
        input(
          { message: 'Access key id:', required: true, theme, ...(identityWords.includes(storedUser) ? {} : stored) },
          context,
        ),
      )
    : kind;
}

/** Asks for what goes with the user: without echo, unless it is no secret (a profile, a role). */
export async function askForSecret(
  world: World,
  request: CredentialRequest & { readonly user: string },
): Promise<Secret> {
  if (request.user === '_aws_profile')
    return new Secret(await ask(world, (context) => input({ message: 'Profile:', required: true, theme }, context)));
  if (request.user === '_iam_role')
    return new Secret(
      await ask(world, (context) => input({ message: 'Role ARN[;external id]:', required: true, theme }, context)),
    );
  if (request.user === '_web_identity')
    return new Secret(await ask(world, (context) => input({ message: 'Role ARN:', required: true, theme }, context)));
  const what = isEcr(request)
    ? `Secret access key of ${shownUser(request.user)}:`
    : `Password of ${shownUser(request.user)} at ${request.registry}:`;
  return askHidden(world, what);
}

/** Asks without echo. */
export async function askHidden(world: World, message: string): Promise<Secret> {
  return new Secret(await ask(world, (context) => password({ message, toggleMask: false, theme }, context)));
}

/** Asks a question that Enter answers with yes. */
export async function askYes(world: World, message: string): Promise<boolean> {
  return ask(world, (context) => confirm({ message, default: true, theme }, context));
}

function isEcr(request: CredentialRequest): boolean {
  return (
    (request.type !== undefined && traitsOf(request.type).needsIdentity) ||
    (request.type === undefined && parseEcrHost(request.registry) !== undefined)
  );
}

interface PromptContext {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

async function ask<T>(world: World, question: (context: PromptContext) => Promise<T>): Promise<T> {
  try {
    return await question({ input: world.stdin, output: world.stderr, signal: world.interrupted });
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError)$/.test(error.name)) throw new InterruptedError();
    throw error;
  }
}
