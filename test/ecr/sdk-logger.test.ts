/** The SDK has nothing to say to the people who use ts-reg. */
import { expect, it, vi } from 'vitest';
import { sdkLogger } from '../../src/ecr/sdk-logger.js';

it('the SDK’s logger writes nowhere', () => {
  const writes = [vi.spyOn(process.stderr, 'write'), vi.spyOn(process.stdout, 'write')];
  for (const log of Object.values(sdkLogger) as ((text: string) => void)[]) log('canary');
  for (const write of writes) expect(write).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
