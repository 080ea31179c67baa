/**
 * Plays field cases outside vitest: `npm run field -- [PATTERN…] [--executable] [--peer NAME…] [--report]`.
 * Exit code 1 when a case of ts-reg is wrong; a peer that is wrong is only reported.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Column, reportOf, summaryOf } from './case-report.js';
import { type FieldCase, type PeerName, peerNames } from './field-case.js';
import { loadCases } from './load-cases.js';
import { type Outcome, playCase, type Program } from './play-case.js';
import { versionOf } from './program-versions.js';

interface Request {
  readonly patterns: readonly string[];
  readonly peers: readonly PeerName[];
  readonly report: boolean;
}

/** Cases under way at once: most of their time is waiting. */
const parallel = 4;

/** Plays what was asked for; resolves to the exit code. */
export async function runFieldCases(root: string, argv: readonly string[]): Promise<number> {
  const request = requestOf(argv);
  const all = loadCases(join(root, 'test', 'field-cases'));
  const chosen = all.filter(
    ({ name }) => request.patterns.length === 0 || request.patterns.some((pattern) => name.includes(pattern)),
  );
  if (chosen.length === 0) throw new Error(`no case is called like ${request.patterns.join(', ')}`);
  const executable = process.env['TSREG_EXECUTABLE'];
  const columns: Column[] = [];
  if (!executable || request.report)
    columns.push(await playAll(chosen, { name: 'ts-reg (Node)', program: build(join(root, 'bin')) }));
  if (executable)
    columns.push(
      await playAll(chosen, { name: 'ts-reg (executable)', program: build(join(executable, '..'), executable) }),
    );
  for (const peer of request.peers) {
    const cases = chosen.filter(({ peers }) => peers.has(peer));
    if (cases.length > 0) columns.push(await playAll(cases, { name: peer, peer }));
  }
  for (const column of columns) print(`${summaryOf(column)}\n`);
  if (request.report) writeFileSync(join(root, 'docs', 'field-cases.md'), reportOf(chosen, columns));
  return columns.some(
    ({ name, outcomes }) => name.startsWith('ts-reg') && [...outcomes.values()].some(({ right }) => !right),
  )
    ? 1
    : 0;
}

function requestOf(argv: readonly string[]): Request {
  const patterns: string[] = [];
  const peers: PeerName[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--peer') {
      const name = rest.shift();
      if (name === 'all') peers.push(...peerNames);
      else
        peers.push(
          peerNames.find((peer) => peer === name) ?? complain(`--peer needs one of ${peerNames.join(', ')}, all`),
        );
    } else if (word.startsWith('-') && word !== '--report') complain(`unknown option ${word}`);
    else if (word !== '--report') patterns.push(word);
  }
  return {
    patterns,
    peers: argv.includes('--report') && peers.length === 0 ? peerNames : peers,
    report: argv.includes('--report'),
  };
}

function build(folder: string, tsReg = join(folder, 'ts-reg')): Program {
  return { tsReg, helper: join(folder, 'docker-credential-ts-reg') };
}

async function playAll(
  cases: readonly FieldCase[],
  who: { readonly name: string; readonly program?: Program; readonly peer?: PeerName },
): Promise<Column> {
  const started = performance.now();
  const outcomes = new Map<string, Outcome>();
  const waiting = [...cases];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await playCase(next, who.program, who.peer);
      outcomes.set(next.name, outcome);
      print(
        `${outcome.right ? 'right' : 'WRONG'}  ${who.name}  ${next.name}\n${outcome.differences.map((text) => `${text}\n`).join('')}`,
      );
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { name: who.name, version: await versionOf(who), outcomes, seconds: (performance.now() - started) / 1_000 };
}

function complain(message: string): never {
  throw new Error(message);
}

function print(text: string): void {
  process.stdout.write(text);
}
