/** A home with two stored registries, for doctor to look at. */
import { resolvePaths } from '../../../../src/config/paths.js';
import type { StorePaths } from '../../../../src/registry/store-setting.js';
import { type CliHome, startCli } from '../../../support/cli-run.js';

export async function startHomeWithRecords(): Promise<{ readonly cli: CliHome; readonly paths: StorePaths }> {
  const cli = startCli();
  const paths = resolvePaths({ TS_REG_HOME: cli.folder }, 'linux', '');
  for (const registry of ['a.example.com', 'b.example.com'])
    await cli.run(['registry', 'add', registry, 'ci', 'p', '--skip-validate']);
  return { cli, paths };
}
