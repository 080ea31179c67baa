/** The process `ts-reg`: signals and the exit code around one run of main. */
import { main } from './main.js';
import { processWorld } from './process-world.js';
import { abortOnSignals, failUntilSettled, silenceRuntimeNotice } from './process-manners.js';

silenceRuntimeNotice(process);
const args = process.argv.slice(2);
// The kubelet's plugin fails with 1, as credential helpers do.
const settle = failUntilSettled(process, { exitCode: args.includes('kubelet-credential-provider') ? 1 : 2, stream: 'stderr' });
// No top-level await: CommonJS, which Node loads faster, has none.
void main(args, processWorld(process, abortOnSignals(process))).then(settle);
