/**
 * The process `docker-credential-ts-reg`: answers `get` from a fresh kept token with nothing loaded but fs and crypto,
 * and hands everything else to the rest of the helper.
 */
import { readSync, writeSync } from 'node:fs';
import { freshTokenAnswer } from './cached-answer.js';
import { processHome } from './process-home.js';
import { readInput } from './stdin-sync.js';

const input = process.argv[2] === 'get' ? readInput((buffer) => readSync(0, buffer)) : undefined;
const answer = input === undefined ? undefined : freshTokenAnswer(input, processHome(process));
if (answer === undefined) void import('./credential-helper.js').then(({ runHelper }) => runHelper(process, input));
else writeSync(1, answer);
