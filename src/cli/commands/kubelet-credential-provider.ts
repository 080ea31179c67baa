/** `ts-reg kubelet-credential-provider`: the kubelet's exec plugin, a request on stdin and the response on stdout. */
import type { Command } from 'commander';
import { TsRegError } from '../../errors.js';
import type { Factory } from '../process/factory.js';
import type { CommandLine } from './global-options.js';
import { readStream, stdinLimits } from '../../system/stdin.js';

export interface KubeletOptions {
  readonly factory: Factory;
}

/** Parses; `run` acts. */
export function registerKubelet(parent: Command, commandLine: CommandLine, run = runKubelet): void {
  const command = parent
    .command('kubelet-credential-provider')
    .summary('provide credentials to the kubelet')
    .description(
      'Reads a CredentialProviderRequest (credentialprovider.kubelet.k8s.io) on stdin and writes the response to ' +
        'stdout.',
    )
    .addHelpText('after', '\nExample:\n  $ exec ts-reg kubelet-credential-provider   # see docs/kubelet.md')
    .action(() => run({ factory: commandLine.factory(command) }));
}

/** Answers one request. */
export async function runKubelet({ factory }: KubeletOptions): Promise<void> {
  const { answerKubelet } = await import('../../clients/kubelet-protocol.js');
  const input = await readRequest(factory);
  const keychain = await factory.keychain();
  factory.output.print(await answerKubelet(input, { keychain, clock: factory.world.clock }));
}

async function readRequest({ world }: Factory): Promise<string> {
  const tooLong = (): TsRegError =>
    new TsRegError('usage', 'standard input is too long for a CredentialProviderRequest');
  return (await readStream(world.stdin, stdinLimits.kubelet, tooLong)).toString('utf8');
}
