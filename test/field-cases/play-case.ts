/** Plays a field case against one program: a home of its own, its servers, its steps, and what differed. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { helper, tsReg } from '../support/spawned.js';
import { type CaseServers, startServers } from './case-servers.js';
import { expand } from './case-words.js';
import { fileDifference, outputDifference, requestsDifference } from './expectations.js';
import type { FieldCase, PeerName, Step } from './field-case.js';
import { type Ended, endedText, runBounded } from './run-bounded.js';

export interface Program {
  readonly tsReg: string;
  readonly helper: string;
}

export interface Outcome {
  readonly right: boolean;
  /** Empty when right; otherwise the instruction, what was expected and what was seen. */
  readonly differences: readonly string[];
  readonly milliseconds: number;
}

/** The build that the tests of this process are about. */
export const testedProgram: Program = { tsReg, helper };

/** Plays the case's own steps, or those of a peer. */
export async function playCase(
  fieldCase: FieldCase,
  program: Program = testedProgram,
  peer?: PeerName,
): Promise<Outcome> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'ts-reg-field-'));
  const servers = await startServers(fieldCase);
  try {
    const player = new Player(fieldCase, servers, { folder, program });
    for (const step of peer === undefined ? fieldCase.steps : (fieldCase.peers.get(peer) ?? [])) {
      await player.play(step);
      // What comes after a difference follows from it.
      if (player.differences.length > 0) break;
    }
    return {
      right: player.differences.length === 0,
      differences: player.differences,
      milliseconds: performance.now() - started,
    };
  } finally {
    await servers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tools of the system, without what else the developer has on the PATH. */
const systemPath = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':');

class Player {
  readonly differences: string[] = [];
  readonly #case: FieldCase;
  readonly #servers: CaseServers;
  readonly #home: string;
  readonly #environment: Record<string, string>;
  #input: Buffer | undefined;
  #ended: Ended | undefined;

  constructor(
    fieldCase: FieldCase,
    servers: CaseServers,
    place: { readonly folder: string; readonly program: Program },
  ) {
    this.#case = fieldCase;
    this.#servers = servers;
    this.#home = join(place.folder, 'home');
    const bin = join(place.folder, 'bin');
    const caFile = join(place.folder, 'ca.pem');
    for (const folder of [this.#home, bin]) mkdirSync(folder, { mode: 0o700 });
    writeFileSync(caFile, servers.caPem);
    for (const [name, target] of [
      ['ts-reg', place.program.tsReg],
      ['docker-credential-ts-reg', place.program.helper],
    ] as const) {
      writeFileSync(join(bin, name), `#!/bin/sh\nexec '${target}' "$@"\n`, { mode: 0o755 });
    }
    servers.variables.set('HOME', this.#home).set('CA', caFile).set('BIN', bin);
    this.#environment = {
      PATH: `${bin}:${systemPath}`,
      HOME: this.#home,
      LANG: 'C.UTF-8',
      HTTPS_PROXY: servers.proxyUrl,
      HTTP_PROXY: servers.proxyUrl,
      NO_PROXY: '127.0.0.1,localhost',
      NODE_EXTRA_CA_CERTS: caFile,
      // The same for Go's and Python's programs.
      SSL_CERT_FILE: caFile,
      AWS_CA_BUNDLE: caFile,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: servers.imdsUrl ?? 'http://127.0.0.1:1',
      AWS_PAGER: '',
      DOCKER_HOST: 'unix:///nonexistent/docker.sock',
    };
    this.#writeFiles();
  }

  async play(step: Step): Promise<void> {
    switch (step.kind) {
      case 'env':
        this.#environment[step.name] = this.#expand(step.value);
        if (step.value === '') Reflect.deleteProperty(this.#environment, step.name);
        return;
      case 'stdin':
        this.#input = Buffer.from(step.from === 'text' ? this.#expand(step.value) : this.#sectionText(step.value));
        return;
      case 'run':
        this.#ended = await runBounded(
          step.words.map((word) => this.#expand(word)),
          {
            environment: this.#environment,
            cwd: this.#home,
            ...(this.#input === undefined ? {} : { input: this.#input }),
          },
        );
        this.#input = undefined;
        if (this.#ended.timedOut) this.#differs(step, 'the command did not end and was killed');
        return;
      case 'exit':
        if (step.codes.includes(this.#last().exitCode) === step.negated)
          this.#differs(step, `exit code ${this.#last().exitCode}`);
        return;
      case 'within':
        if (this.#last().milliseconds > step.seconds * 1_000)
          this.#differs(step, `took ${Math.round(this.#last().milliseconds)} ms`);
        return;
      case 'output': {
        const difference = outputDifference(this.#last(), step.stream, {
          ...step.check,
          text: this.#expandCheck(step.check.text, step.check.how),
        });
        if (difference !== undefined) this.#differs(step, difference);
        return;
      }
      case 'expect-file': {
        const check =
          typeof step.check === 'string'
            ? step.check
            : { ...step.check, text: this.#expandCheck(step.check.text, step.check.how) };
        const difference = fileDifference(join(this.#home, this.#expand(step.path)), check);
        if (difference !== undefined) this.#differs(step, difference);
        return;
      }
      case 'requests': {
        const difference = requestsDifference(this.#servers.requests(step.server), {
          ...step,
          part: this.#expand(step.part),
        });
        if (difference !== undefined) this.#differs(step, difference);
        return;
      }
      case 'file':
        this.#changeFile(step);
        return;
      case 'clock':
        if (this.#servers.aws) this.#servers.aws.clockOffsetMs = step.offsetMs;
        return;
      case 'proxy-fault':
        this.#servers.refuseAtProxy(step.status);
        return;
      case 'fault':
        this.#servers.aws?.faults.add({
          kind: step.fault as 'throttle',
          ...optional('operation', step.options.get('operation')),
          ...optional('times', numberOf(step.options.get('times'))),
          ...optional('delayMs', numberOf(step.options.get('delay'))),
          ...optional('status', numberOf(step.options.get('status'))),
          ...optional('message', this.#message(step.options.get('text'))),
        });
        return;
      default:
        step satisfies never;
    }
  }

  #writeFiles(): void {
    for (const [path, text] of this.#case.files) {
      const whole = join(this.#home, path);
      mkdirSync(dirname(whole), { recursive: true, mode: 0o700 });
      writeFileSync(whole, this.#expand(text), { mode: 0o600 });
    }
  }

  #changeFile({ path, make, value }: Extract<Step, { kind: 'file' }>): void {
    const whole = join(this.#home, path);
    mkdirSync(dirname(whole), { recursive: true, mode: 0o700 });
    if (make === 'folder') mkdirSync(whole, { recursive: true });
    else if (make === 'fifo') execFileSync('mkfifo', [whole]);
    else if (make === 'mode') chmodSync(whole, Number.parseInt(value, 8));
    else if (make === 'link') symlinkSync(this.#expand(value), whole);
    else rmSync(whole, { recursive: true });
  }

  #sectionText(name: string): string {
    const text = this.#case.files.get(name);
    if (text === undefined) throw new Error(`${this.#case.name}: no section '-- ${name} --'`);
    return this.#expand(text);
  }

  #expand(text: string): string {
    return expand(text, this.#servers.variables);
  }

  #message(section: string | undefined): string | undefined {
    return section === undefined ? undefined : this.#sectionText(section).trim();
  }

  /** In a pattern, what a variable stands for is meant literally. */
  #expandCheck(text: string, how: string): string {
    if (how !== 'matches') return this.#expand(text);
    const literal = [...this.#servers.variables].map(([name, value]): [string, string] => [
      name,
      value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
    ]);
    return expand(text, new Map(literal));
  }

  #last(): Ended {
    if (this.#ended === undefined) throw new Error(`${this.#case.name}: nothing ran`);
    return this.#ended;
  }

  #differs(step: Step, seen: string): void {
    const last = this.#ended === undefined ? '' : `\n${endedText(this.#ended)}`;
    this.differences.push(`${this.#case.name}.txt:${step.line}: ${step.text}\n  seen: ${seen}${last}`);
  }
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
