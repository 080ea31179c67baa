/**
 * An error that nobody foresaw may hold anything, so nothing of its text is shown, and of its origin only what is
 * harmless.
 */
import { expect, it } from 'vitest';
import { main } from '../../src/cli/process/main.js';
import { textWorld } from '../support/cli-run.js';

const canary = 'cAnArY7pAsSw0rD';

it.each([[[]], [['--debug']], [['--json']], [['--json', '--debug']]])(
  'is reported with %j without its message, name or address',
  async (options) => {
    const { world, texts } = textWorld();
    const error = Object.assign(new Error(`password=${canary}`), {
      name: `Failure of Authorization: Basic ${canary}`,
      stack: `Failure: ${canary}\n    at load (https://ci:${canary}@r.example.com/x.js?token=${canary}:1:2)`,
      config: { auth: { password: canary } },
    });
    const environment = new Proxy(world.environment, {
      get: (target, name) => {
        if (name === 'TS_REG_HOME') throw error;
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(await main([...options, 'registry', 'list'], { ...world, environment })).toBe(2);
    const { stdout, stderr } = texts();
    expect(stdout).toBe('');
    expect(stderr).toContain('unexpected internal error');
    expect(stderr).not.toContain(canary);
  },
);
