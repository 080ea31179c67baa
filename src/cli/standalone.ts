/** The standalone executable: one program for both names, by the one that it was called under. */
import { freshTokenAnswerByWebCrypto } from './cached-answer.js';
import { isHelperName } from './called-name.js';
import { runHelperProcess } from './helper-process.js';

if (isHelperName(process.argv0)) await runHelperProcess(process, freshTokenAnswerByWebCrypto);
else await import('./ts-reg.js');
