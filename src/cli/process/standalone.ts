/** The standalone executable: one program for both names, by the one that it was called under. */
import { freshTokenAnswerByWebCrypto } from './cached-answer.js';
import { runHelperProcess } from './helper-process.js';
import { isHelperName } from './program-name.js';

// Not awaited: bun waits for ever for a top-level await that nothing settles.
if (isHelperName(process.argv0)) void runHelperProcess(process, freshTokenAnswerByWebCrypto);
else await import('./ts-reg.js');
