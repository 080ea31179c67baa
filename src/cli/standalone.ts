/** The standalone executable: one program that answers to both names. */
import { basename } from 'node:path';

if (basename(process.argv0).startsWith('docker-credential-')) await import('./docker-credential-ts-reg.js');
else await import('./ts-reg.js');
