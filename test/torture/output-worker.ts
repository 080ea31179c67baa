/** A process that writes one output without end, each time with other tokens, until it is killed. */
import { writeSync } from 'node:fs';
import { type OutputSource, writeOutput } from '../../src/outputs/write-output.js';
import { Secret } from '../../src/secret.js';
import { longToken, outputRegistries, outputSetting } from './output-storm.js';

const [file = '', slot = ''] = process.argv.slice(2);
let count = 0;
const source: OutputSource = {
  registries: () => Promise.resolve(outputRegistries),
  kept: (registry) => {
    const credential = { username: 'AWS', password: new Secret(longToken(`${slot}-${count}`)), expiresAt: undefined };
    return Promise.resolve({ registry, credential });
  },
};
await new Promise((resolve) => process.stdin.once('data', resolve));
for (;;) {
  count += 1;
  const { problems } = await writeOutput(outputSetting(file), source);
  // Two writers that always want different texts may both be told that the file keeps changing.
  if (problems.some(({ message }) => !message.includes('keeps changing'))) throw problems[0] ?? new Error('no problem');
  writeSync(1, '.');
}
