/** The process `ts-reg`: signals and the exit code around one run of main. */
import { main } from './main.js';
import { abortOnSignals, failUntilSettled, silenceRuntimeNotice } from './process-setup.js';
import { processWorld } from './process-world.js';

silenceRuntimeNotice(process);
const args = process.argv.slice(2);
// The kubelet's plugin fails with 1, as credential helpers do.
const failure = args.includes('kubelet-credential-provider') ? 1 : 2;
const commit = failUntilSettled(process, { exitCode: failure, stream: 'stderr' });
// No top-level await: CommonJS, which Node loads faster, has none.
void main(args, processWorld(process, abortOnSignals(process), failure)).then(commit);
