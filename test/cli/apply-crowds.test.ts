/** Applies beside each other and killed applies, in a few rounds; `npm run torture -- --only apply` has more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { applyAtOnce } from '../torture/apply-at-once.js';
import { applyKilled } from '../torture/apply-kill.js';
import { type ApplyHome, startApplyHome } from './apply-home.js';

let home: ApplyHome;
beforeEach(async () => {
  home = await startApplyHome();
});
afterEach(() => home.close());

const limit = 180_000;

it(
  'two applies at once leave each registry as one of the two orders would',
  async () => {
    expect(await applyAtOnce(home, 3)).toMatchObject({ met: true });
  },
  limit,
);

it(
  'a kill -9 leaves whole records, and the next run finishes',
  async () => {
    expect(await applyKilled(home, 6)).toMatchObject({ met: true });
  },
  limit,
);
