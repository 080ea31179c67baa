/**
 * Runs once before the end-to-end tests, while the settings that `loopback-only.ts` takes away from each test file are
 * still there: what npm needs to reach its registry through a proxy or a private certificate authority.
 */
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    readonly npmEnvironment: Readonly<Record<string, string>>;
  }
}

const wanted = /^(?:HOME|NODE_EXTRA_CA_CERTS|npm_config_.*|.*_proxy)$/i;

export default function provideNpmEnvironment(project: TestProject): void {
  const found = Object.entries(process.env).filter(
    (entry): entry is [string, string] => wanted.test(entry[0]) && entry[1] !== undefined,
  );
  project.provide('npmEnvironment', Object.fromEntries(found));
}
