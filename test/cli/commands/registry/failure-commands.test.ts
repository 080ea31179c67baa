/** The program of --on-failure beside the watch. */
import { expect, it } from 'vitest';
import { FailureCommands } from '../../../../src/cli/commands/registry/failure-commands.js';
import { Output } from '../../../../src/cli/output/output.js';
import { textWorld } from '../../../support/cli-run.js';

const event = { registry: 'r.example.com', isFailing: true, reason: 'no' };
const path = process.env['PATH'] ?? '';

it('runs beside the watch, in turn, and what goes wrong is a warning', async () => {
  const { world, texts } = textWorld({ environment: { PATH: path } });
  const output = new Output(world, { json: false, debug: false });
  const commands = new FailureCommands(['sh', '-c', 'exit 3'], { output, world });
  commands.tell([event]);
  commands.tell([]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await commands.close();
  expect(texts().stderr).toBe('WARN: --on-failure sh failed (exit code 3)\n');
});
