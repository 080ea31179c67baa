/**
 * Runs the tests of `npm test`, without coverage and without those that start crowds of processes, on the other
 * versions of Node that ts-reg supports, and checks that no version prints anything on stderr. Says
 * which version ran how many tests, and which files it ran twice; ends with 1 when one failed.
 * Usage: node scripts/node-matrix.mjs [22 24 26] [vitest arguments…]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeRelease } from './node-release.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build', 'node');

/** The last of each line; the one that runs this script, whose tests are `npm test`, is left out unless it is named. */
const versions = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];
const minutesForOne = 25;
/**
 * Tests that start hundreds of processes for minutes and look at servers, files and messages, not at what Node offers.
 * They run on the version of `npm test` and on the executable.
 */
const crowdsOfProcesses = [
  'test/field-cases/field-cases.test.ts',
  'test/cli/abrupt-answers.test.ts',
  'test/cli/apply-many.test.ts',
  'test/cli/aws-secret-processes.test.ts',
  'test/cli/hostile-*.test.ts',
  'test/cli/machine-role-gate.test.ts',
  'test/cli/strict-modes.test.ts',
  'test/cli/typed-aws-hints.test.ts',
  'test/cli/commands/doctor/broken-*.test.ts',
  'test/helper/bad-input.test.ts',
  'test/helper/call-deadline.test.ts',
  'test/helper/closed-role.test.ts',
];
/** Files; more at once is no chance. */
const mostToRepeat = 3;

const args = process.argv.slice(2);
const lines = args.filter((arg) => /^\d+$/.test(arg));
const own = process.versions.node.split('.')[0];
const chosen = versions.filter((version) =>
  lines.length === 0 ? lineOf(version) !== own : lines.includes(lineOf(version)),
);
const verdicts = chosen.map((version) =>
  verdictOn(
    version,
    args.filter((arg) => !lines.includes(arg)),
  ),
);
process.stdout.write(`\n${verdicts.map(({ text }) => text).join('\n')}\n`);
process.exitCode = verdicts.length > 0 && verdicts.every(({ good }) => good) ? 0 : 1;

function verdictOn(version, vitestArgs) {
  const node = nodeRelease(version);
  const results = join(folder, `results-${lineOf(version)}.json`);
  // The programs under test begin with `#!/usr/bin/env node`.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  const noise = whatItSays(node, env);
  const run = (files) => {
    rmSync(results, { force: true });
    const { status, signal } = spawnSync(
      node,
      [
        join('node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${results}`,
        ...crowdsOfProcesses.flatMap((file) => ['--exclude', file]),
        ...files,
      ],
      { cwd: root, env, stdio: 'inherit', timeout: minutesForOne * 60_000 },
    );
    const {
      numPassedTests = 0,
      numTotalTests = 0,
      testResults = [],
    } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
    const failed = testResults.filter((file) => file.status !== 'passed').map(({ name }) => relative(root, name));
    return {
      good: status === 0 && numPassedTests > 0,
      numPassedTests,
      numTotalTests,
      failed,
      ended: signal === null ? '' : `, ended by ${signal} after ${minutesForOne} minutes`,
    };
  };
  const first = run(vitestArgs);
  // What a version breaks it breaks twice. What fails once is a fault of the test, to be mended, and no reason to doubt
  // the version.
  const second =
    !first.good && first.ended === '' && first.failed.length > 0 && first.failed.length <= mostToRepeat
      ? run(first.failed)
      : undefined;
  const again =
    second === undefined
      ? ''
      : `; again, alone: ${first.failed.join(', ')}: ${second.good ? 'passed' : 'failed'}${second.ended}`;
  const good = (second ?? first).good && noise === '';
  return {
    good,
    text:
      `Node ${version}: ${first.numPassedTests} of ${first.numTotalTests} tests ` +
      `passed${first.ended}${again}${noise === '' ? '' : `; on stderr: ${noise}`}`,
  };
}

/** What the commands that load the most print on stderr though nothing is wrong: a deprecation, say. */
function whatItSays(node, env) {
  const home = mkdtempSync(join(folder, 'home-'));
  try {
    const run = (program, input, ...rest) =>
      spawnSync(node, [join(root, 'bin', program), ...rest], {
        env: { ...env, TS_REG_HOME: home },
        input,
        encoding: 'utf8',
      }).stderr;
    const stored = run('docker-credential-ts-reg', '{"ServerURL":"r.example","Username":"ci","Secret":"p"}', 'store');
    return (
      stored +
      run('docker-credential-ts-reg', 'r.example', 'get') +
      run('ts-reg', '', 'registry', 'list') +
      run('ts-reg', '', 'registry', 'list', '--wide')
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function lineOf(version) {
  return version.split('.')[0];
}
