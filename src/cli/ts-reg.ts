/** The process `ts-reg`: signals and the exit code around one run of main. */
import { main } from './main.js';
import { processWorld } from './process-world.js';
import { abortOnSignals, silenceRuntimeNotice } from './process-manners.js';

silenceRuntimeNotice(process);
// No top-level await: CommonJS, which Node loads faster, has none.
void main(process.argv.slice(2), processWorld(process, abortOnSignals(process))).then((exitCode) => {
  process.exitCode = exitCode;
});
