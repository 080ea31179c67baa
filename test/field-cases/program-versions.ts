/** Which version of a program a column of the report is about, asked in the same run. */
import type { PeerName } from './field-case.js';
import type { Program } from './play-case.js';
import { runBounded } from './run-bounded.js';

const commands: Readonly<Record<PeerName, readonly string[]>> = {
  'ecr-login': ['dpkg-query', '-W', '-f', '${Version}', 'amazon-ecr-credential-helper'],
  aws: ['/usr/bin/aws', '--version'],
  skopeo: ['skopeo', '--version'],
  docker: ['docker', '--version'],
  podman: ['podman', '--version'],
  'docker-helper': ['dpkg-query', '-W', '-f', '${Version}', 'golang-docker-credential-helpers'],
};

/** One line; 'not installed' when it cannot be asked. */
export async function versionOf(who: { readonly program?: Program; readonly peer?: PeerName }): Promise<string> {
  const words = who.program ? [who.program.tsReg, '--version'] : commands[who.peer ?? 'aws'];
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };
  const ended = await runBounded(words, { environment, cwd: '/' });
  return ended.exitCode === 0 ? (ended.stdout.trim().split('\n')[0] ?? '') : 'not installed';
}
