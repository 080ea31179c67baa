/** The process `docker-credential-ts-reg` on Node; its hot path loads nothing but fs and crypto. */
import { freshTokenAnswer } from './cached-answer.js';
import { runHelperProcess } from './helper-process.js';

void runHelperProcess(process, freshTokenAnswer);
