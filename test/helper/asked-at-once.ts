/** Processes of the credential helper that all run and wait before the first of them is told what to answer. */
import { spawn } from 'node:child_process';
import { type Ended, helper } from '../support/spawned.js';

interface Waiting {
  readonly started: Promise<void>;
  /** Gives the address and resolves when the process has ended. */
  answer(address: string): Promise<Ended>;
}

/** One `get` a process for each address, asked when all of them run. */
export async function askAtOnce(folder: string, addresses: readonly string[]): Promise<readonly Ended[]> {
  const waiting = addresses.map((address) => ({ address, process: startGet(folder) }));
  await Promise.all(waiting.map(({ process }) => process.started));
  return Promise.all(waiting.map(({ address, process }) => process.answer(address)));
}

function startGet(folder: string): Waiting {
  const child = spawn(helper, ['get'], {
    env: {
      PATH: process.env['PATH'],
      TS_REG_HOME: folder,
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  child.stdin.on('error', () => undefined);
  const started = new Promise<void>((resolve, reject) => child.on('spawn', resolve).on('error', reject));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      resolve({ exitCode: code ?? 255, ...texts });
    }),
  );
  return {
    started,
    answer: (address) => {
      child.stdin.end(address);
      return ended;
    },
  };
}
