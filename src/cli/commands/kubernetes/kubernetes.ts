/** `ts-reg kubernetes`: the group of commands for a cluster. */
import type { Command } from 'commander';
import type { CommandLine } from '../global-options.js';
import { registerKubernetesApply } from './apply.js';
import { registerManifest } from './manifest.js';

/** Adds the group and its commands. */
export function registerKubernetes(parent: Command, commandLine: CommandLine): void {
  const group = parent
    .command('kubernetes')
    .summary('apply and manifest')
    .description('Pull secrets in a Kubernetes cluster.')
    .enablePositionalOptions();
  registerKubernetesApply(group, commandLine);
  registerManifest(group, commandLine);
}
