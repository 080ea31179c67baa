/** stderr belongs to ts-reg: the SDK's notice is held back, everybody else's warnings are not. */
import { describe, expect, it, vi } from 'vitest';
import { sdkLogger, withoutNodeNotice } from '../../src/ecr/sdk-notice.js';

async function warningsOf(run: () => void): Promise<readonly string[]> {
  const seen: string[] = [];
  const listener = (warning: Error): void => void seen.push(warning.message);
  process.on('warning', listener);
  run();
  await new Promise(setImmediate);
  process.off('warning', listener);
  return seen;
}

describe('making an SDK client', () => {
  it('does not warn about the version of Node', async () => {
    const seen = await warningsOf(() => {
      withoutNodeNotice(() => {
        process.emitWarning('NodeVersionSupportWarning: The AWS SDK for JavaScript (v3)\nwill require node >=22.');
      });
    });
    expect(seen).toEqual([]);
  });

  it('lets every other warning through, then and afterwards', async () => {
    const seen = await warningsOf(() => {
      withoutNodeNotice(() => {
        process.emitWarning('something else', 'DeprecationWarning');
      });
      process.emitWarning('NodeVersionSupportWarning: The AWS SDK, outside');
    });
    expect(seen).toEqual(['something else', 'NodeVersionSupportWarning: The AWS SDK, outside']);
  });

  it('puts things back when the client cannot be made', async () => {
    const make = (): never => {
      throw new TypeError('no client');
    };
    expect(() => withoutNodeNotice(make)).toThrow('no client');
    const seen = await warningsOf(() => {
      process.emitWarning('NodeVersionSupportWarning: The AWS SDK, later');
    });
    expect(seen).toHaveLength(1);
  });
});

it('the SDK’s logger writes nowhere', () => {
  const writes = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')];
  for (const log of Object.values(sdkLogger) as ((text: string) => void)[]) log('canary');
  for (const write of writes) expect(write).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
