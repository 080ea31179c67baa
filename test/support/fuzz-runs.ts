/**
 * How many inputs a property test generates: 2,000, or what FUZZ_RUNS says
 * (`FUZZ_RUNS=100000 npx vitest run test/registry`).
 */
export const fuzzRuns = Number(process.env['FUZZ_RUNS'] ?? 2_000);

/** A time limit for such a test, in milliseconds: against hanging, not a measure of speed. */
export const fuzzTimeout = 30_000 + fuzzRuns * 10;
