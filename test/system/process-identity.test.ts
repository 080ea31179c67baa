/** Telling a process from every other that ever had its number. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processState, pidScope, thisProcess } from '../../src/system/process-identity.js';
import { deadProcess, livingProcess } from '../storage/other-process.js';

describe('lifeOf', () => {
  const self = thisProcess();

  it('sees that this process and another one live', async () => {
    expect(processState(self, self)).toBe('alive');
    expect(processState((await livingProcess()).identity, self)).toBe('alive');
  });

  it('sees that a killed process is dead', async () => {
    expect(processState(await deadProcess(), self)).toBe('dead');
  });

  it('takes a process for dead whose number another one has now', () => {
    expect(processState({ ...self, start: '1' }, self)).toBe('dead');
  });

  it('takes a killed process for dead even when nobody has collected it', async () => {
    // The shell starts a child, becomes `sleep`, and so never waits for the child, which outlives the shell.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 20'], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => {
      parent.kill('SIGKILL');
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    for (;;) {
      const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z') {
        expect(processState({ ...self, pid, start: fields[19] ?? '' }, self)).toBe('dead');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  it('knows nothing about processes of another boot or another pid namespace', () => {
    expect(processState({ ...self, boot: 'another' }, self)).toBe('unknown');
    expect(processState({ ...self, pidNamespace: 'pid:[1]' }, self)).toBe('unknown');
  });

  it('goes by the number alone where there is no /proc', async () => {
    const bare = { start: '', boot: '', pidNamespace: '' };
    expect(processState({ ...bare, pid: process.pid }, { ...bare, pid: 1 })).toBe('unknown');
    expect(processState({ ...bare, pid: (await deadProcess()).pid }, { ...bare, pid: 1 })).toBe('dead');
  });
});

it.each(['win32', 'darwin', 'freebsd'])(
  'reads nothing below /proc on %s, where anybody may have made it',
  (platform) => {
    const real = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
    onTestFinished(() => {
      Object.defineProperty(process, 'platform', real);
    });
    Object.defineProperty(process, 'platform', { ...real, value: platform });
    const self = thisProcess();
    expect(self).toEqual({ pid: process.pid, start: '', boot: '', pidNamespace: '' });
    expect(processState(self, { ...self, pid: 1 })).toBe('unknown');
  },
);

describe('pidScope', () => {
  it('differs between boots and between pid namespaces', () => {
    const self = thisProcess();
    expect(
      new Set([pidScope(self), pidScope({ ...self, boot: 'x' }), pidScope({ ...self, pidNamespace: 'x' })]).size,
    ).toBe(3);
  });
});
