/** Tests that need real peers (docker-registry, skopeo, docker client, jq), which `.ci/run` installs, or minutes of time. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/e2e/**/*.test.ts',
      'test/docs/**/*.test.ts',
      'test/canary/**/*.test.ts',
      'test/terminal/**/*.test.ts',
      'test/helper/single-flight.test.ts',
      'test/field-cases/client-cases.test.ts',
    ],
    globalSetup: ['test/e2e/npm-environment.ts'],
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // As in vitest.config.ts.
    retry: process.env['CI'] === undefined ? 0 : 1,
    fileParallelism: false,
  },
});
