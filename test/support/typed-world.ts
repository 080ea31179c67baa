/** A machine on which hints are typed: a cloud, a home, ts-reg on the PATH, and nothing that leaves the machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type LoopbackCloud, startLoopbackCloud } from './loopback-cloud.js';
import { type Ended, helper, run, tsReg } from './spawned.js';
import { guarded } from './typed-guard.js';
import { typeHints } from './typed-hints.js';

export type Variables = Readonly<Record<string, string>>;

export class TypedWorld {
  /** What a person set in this shell, besides the cloud's. */
  variables: Variables = {};
  readonly home = mkdtempSync(join(tmpdir(), 'ts-reg-typed-'));

  static async start(): Promise<TypedWorld> {
    return new TypedWorld(await startLoopbackCloud({ account: '123456789012' }));
  }

  private constructor(readonly cloud: LoopbackCloud) {
    const bin = this.at('bin');
    mkdirSync(bin);
    for (const [name, program] of [
      ['ts-reg', tsReg],
      ['docker-credential-ts-reg', helper],
    ] as const)
      writeFileSync(join(bin, name), guarded(program), { mode: 0o755 });
    // Names are looked up nowhere, and nothing is fetched: that the line is well-formed is what counts.
    for (const name of ['curl', 'getent', 'dig'])
      writeFileSync(join(bin, name), '#!/bin/sh\n[ $# -gt 0 ] || exit 64\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    // A loaded machine must not turn a fault into a time limit.
    this.settings('allow_awsecr_iam_auto: True\ntimeout: 60\n');
  }

  at(...names: readonly string[]): string {
    return join(this.home, ...names);
  }

  settings(text: string): void {
    writeFileSync(this.at('config.yaml'), text, { mode: 0o600 });
  }

  get environment(): Variables {
    return {
      ...this.cloud.environment,
      TS_REG_HOME: this.home,
      HOME: this.home,
      DOCKER_CONFIG: this.at('docker'),
      PATH: [this.at('bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
      ...this.variables,
    };
  }

  /** A line of the shell; `password` is what is typed when ts-reg asks. */
  shell(line: string, password?: string): Promise<Ended> {
    return run('/bin/sh', ['-c', line], {
      environment: { ...this.environment, ...(password === undefined ? {} : { TS_REG_PASSWORD: password }) },
      cwd: this.home,
    });
  }

  /** Types all hints of a command that failed. */
  typeHints(
    failed: { readonly line: string; readonly output: string },
    person: {
      readonly password: (line: string) => string;
      readonly filled: (command: string) => string;
      readonly later?: (() => void) | undefined;
    },
  ): Promise<void> {
    const { later } = person;
    return typeHints({
      output: failed.output,
      failed: failed.line,
      shell: (line) => this.shell(line, person.password(line)),
      filled: person.filled,
      ...(later === undefined ? {} : { later }),
    });
  }

  async close(): Promise<void> {
    rmSync(this.home, { recursive: true, force: true });
    await this.cloud.close();
  }
}
