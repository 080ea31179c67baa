/** `ts-reg kubernetes manifest`: what runs `kubernetes apply` in a cluster, for `kubectl apply -f -`. */
import type { Command } from 'commander';
import type { CommandLine } from '../global-options.js';
import type { ManifestFlags, ManifestOptions } from './manifest-options.js';
import { several } from '../../input/several.js';

/** Parses; `run` acts. */
export function registerManifest(parent: Command, commandLine: CommandLine, run = runManifest): void {
  const command = parent
    .command('manifest')
    .summary('print what runs ts-reg in a cluster')
    .description(
      'Prints a service account, the least rights, and a Deployment or CronJob that runs ts-reg kubernetes apply, ' +
        'as YAML for kubectl apply -f -. Asks nothing and stores nothing.',
    )
    .argument('[registries...]', 'ECR registries; the pod uses its own AWS role')
    .option('--image <image>', 'image that has ts-reg on its PATH')
    .option('--namespace <namespace>', "name or pattern such as 'team-*'; can be given several times", several)
    .option('--name <name>', 'name of the Secret (default: ts-reg)')
    .option('--service-account <name>', 'add the Secret to its imagePullSecrets; can be given several times', several)
    .option('--schedule <schedule>', "a CronJob, such as '0 */4 * * *' (default: a Deployment)")
    .option('--run-in <namespace>', 'where the pod runs (default: ts-reg)')
    .option('--aws-role <arn>', "role of the pod's service account on EKS")
    .option('--registries-secret <name>', 'a Secret there with registries.yaml, for other registries')
    .addHelpText(
      'after',
      `
Example:
  $ ts-reg kubernetes manifest 123456789012.dkr.ecr.us-east-1.amazonaws.com \\
      --image registry.example.com/ts-reg:0.1.0 --namespace 'team-*' | kubectl apply -f -`,
    )
    .action((registries: readonly string[], flags: ManifestFlags) =>
      run({ ...flags, factory: commandLine.factory(command), registries }),
    );
}

/** Prints the documents. */
export async function runManifest(options: ManifestOptions): Promise<void> {
  const { manifestRequest } = await import('./manifest-options.js');
  const { manifestDocuments } = await import('../../../kubernetes/manifest.js');
  const { yamlDocuments } = await import('../../../kubernetes/yaml-text.js');
  options.factory.output.print(yamlDocuments(manifestDocuments(manifestRequest(options))));
}
