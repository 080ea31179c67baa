/** `ts-reg kubernetes apply`: a pull secret in namespaces of a cluster, once or kept there. */
import type { Command } from 'commander';
import type { ApiAccess } from '../../../kubernetes/api-access.js';
import type { Factory } from '../../process/factory.js';
import type { CommandLine } from '../global-options.js';
import type { ApplyFlags, ApplyOptions } from './apply-options.js';
import { several } from '../../input/several.js';

/** Parses; `run` acts. */
export function registerKubernetesApply(parent: Command, commandLine: CommandLine, run = runKubernetesApply): void {
  const command = parent
    .command('apply')
    .summary('write a pull secret into namespaces')
    .description(
      'Writes a kubernetes.io/dockerconfigjson Secret with valid credentials into namespaces, by server-side apply. ' +
        'In a pod it uses the service account, elsewhere the current context of kubectl. ' +
        'A Secret that it did not make is never changed.',
    )
    .argument('[registries...]', 'these registries')
    .option('--all', 'all registries that have a user')
    .option('--namespace <namespace>', "name or pattern such as 'team-*'; can be given several times", several)
    .option('--name <name>', 'name of the Secret (default: ts-reg)')
    .option('--service-account <name>', 'add the Secret to its imagePullSecrets; can be given several times', several)
    .option('--watch', 'keep running: new namespaces at once, tokens before they end')
    .addHelpText(
      'after',
      `
Examples:
  $ ts-reg kubernetes apply --all --namespace web --service-account default
  $ ts-reg kubernetes apply registry.example.com --namespace 'team-*' --watch`,
    )
    .action((registries: readonly string[], flags: ApplyFlags) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Writes once, or with `watch` until SIGTERM or SIGINT. */
export async function runKubernetesApply(options: ApplyOptions): Promise<void> {
  const { applyRequest } = await import('./apply-options.js');
  const { ApiServer } = await import('../../../kubernetes/api-server.js');
  const request = applyRequest(options);
  const { factory } = options;
  const { timeoutMs } = await factory.settings();
  // What the store says comes before the first request.
  await factory.store();
  const access = await apiAccess(factory);
  try {
    const server = new ApiServer(access, { timeoutMs, signal: factory.world.interrupted });
    if (options.watch === true) {
      const { keepApplied } = await import('./apply-watch.js');
      await keepApplied({ factory, server, request });
    } else {
      const { applyOnce } = await import('./apply-once.js');
      await applyOnce({ factory, server, request });
    }
  } finally {
    access.close();
  }
}

async function apiAccess({ world, output }: Factory): Promise<ApiAccess> {
  const { isInPod, podAccess } = await import('../../../kubernetes/pod-access.js');
  if (isInPod(world.environment)) return podAccess(world.environment);
  const { kubectlAccess } = await import('../../../kubernetes/kubectl-access.js');
  return output.progress.during('starting kubectl proxy', () => kubectlAccess(world));
}
