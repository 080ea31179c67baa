/** End-to-end tests against real peers (docker-registry, skopeo, docker client); `.ci/run` installs those. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 120_000,
    fileParallelism: false,
  },
});
