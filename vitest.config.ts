/** Tests mirror src/; nothing in them may reach beyond loopback. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those in vitest.e2e.config.ts need peers, or minutes.
    exclude: [
      'test/e2e/**',
      'test/docs/**',
      'test/canary/**',
      'test/terminal/**',
      'test/helper/single-flight.test.ts',
      'test/field-cases/client-cases.test.ts',
    ],
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // On a loaded machine of CI a bound in time may pass; what is broken fails twice.
    retry: process.env['CI'] === undefined ? 0 : 1,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});
