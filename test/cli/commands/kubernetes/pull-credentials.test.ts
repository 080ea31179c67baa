import { expect, it } from 'vitest';
import { pullCredentials } from '../../../../src/cli/commands/kubernetes/pull-credentials.js';
import { Output } from '../../../../src/cli/output/output.js';
import { createFactory } from '../../../../src/cli/process/factory.js';
import { startCli, textWorld } from '../../../support/cli-run.js';

it('names what fails, and gives the others in the order of the names', async () => {
  const cli = startCli();
  const { world } = textWorld({ environment: { TS_REG_HOME: cli.folder } });
  const output = new Output(world, { json: false, debug: false });
  const factory = createFactory(world, { local: true }, output);
  await expect(pullCredentials(factory, [])).rejects.toMatchObject({ kind: 'not-found' });
  for (const host of ['b.example.com', 'a.example.com'])
    await cli.run(['registry', 'add', host, 'ci', 'secret', '--skip-validate']);
  await cli.run(['registry', 'add', 'open.example.com', '', '', '--skip-validate']);
  const named = await pullCredentials(factory, ['b.example.com', 'gone.example.com', 'a.example.com']);
  expect(named.found.map(({ registry }) => registry)).toEqual(['b.example.com', 'a.example.com']);
  expect([...named.failed].map(([registry, error]) => [registry, error.message.includes(registry)])).toEqual([
    ['gone.example.com', true],
  ]);
  const all = await pullCredentials(factory, []);
  expect(all.found.map(({ registry }) => registry).sort()).toEqual(['a.example.com', 'b.example.com']);
  await factory.close();
  cli.dispose();
});
