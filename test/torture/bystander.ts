/** A process that only sleeps, to tell how busy the machine itself is: how late does it wake up? */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const source = `
let last = performance.now(), late = 0;
setInterval(() => {
  const now = performance.now();
  const more = now - last - 10;
  last = now;
  if (more > late) process.stdout.write((late = more) + '\\n');
}, 10);`;

export class Bystander {
  readonly #child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  #late = 0;

  constructor() {
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#late = Math.max(this.#late, ...text.split('\n').map(Number));
    });
  }

  /** Milliseconds that it woke up late, at most. */
  stop(): number {
    this.#child.kill('SIGKILL');
    return this.#late;
  }
}
