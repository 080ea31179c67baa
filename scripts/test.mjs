/** Runs the tests: `node scripts/test.mjs [e2e] [vitest arguments…]`; units and integration with coverage, or the real peers. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [first, ...rest] = process.argv.slice(2);
const vitest = `${root}/node_modules/vitest/vitest.mjs`;
const args = first === 'e2e'
  ? ['run', '--config', 'vitest.e2e.config.ts', ...rest]
  : ['run', '--coverage', ...(first === undefined ? [] : [first, ...rest])];
const { status } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
