/** Collects the parts of a case and refuses what contradicts itself. */
import { type FieldCase, type PeerName, peerNames, type ServerLine, type Step } from './field-case.js';

export class CaseBuilder {
  readonly fail: (line: number, message: string) => never;
  title: string | undefined;
  client: FieldCase['client'];
  readonly reports: string[] = [];
  readonly servers: ServerLine[] = [];
  readonly steps: Step[] = [];
  readonly announcedPeers = new Map<string, number>();
  readonly #peers = new Map<PeerName, Step[]>();
  readonly #files = new Map<string, string>();
  readonly #answers = { answer: new Map<string, string>(), raw: new Map<string, string>() };

  constructor(fail: (line: number, message: string) => never) {
    this.fail = fail;
  }

  /** Whether requests can be counted there. */
  hasServer(name: string): boolean {
    return (
      name === 'proxy' ||
      this.servers.some((server) => server.name === name || (name === 'ecr' && server.kind === 'aws'))
    );
  }

  peer(name: string, line: number): Step[] {
    const known =
      peerNames.find((peer) => peer === name) ??
      this.fail(line, `unknown peer '${name}'; known: ${peerNames.join(', ')}`);
    if (this.#peers.has(known)) this.fail(line, `second section for the peer '${name}'`);
    if (!this.announcedPeers.has(name)) this.fail(line, `the peer '${name}' is not in the line 'peers'`);
    const steps: Step[] = [];
    this.#peers.set(known, steps);
    return steps;
  }

  file(path: string, body: string, line: number): void {
    if (path.startsWith('/') || path.split('/').includes('..')) this.fail(line, `a file lies below HOME: '${path}'`);
    if (this.#files.has(path)) this.fail(line, `second section '${path}'`);
    this.#files.set(path, body);
  }

  answer(kind: 'answer' | 'raw', target: string, section: { readonly line: number; readonly body: string }): void {
    const [name = '', path] = target.split(/ +/);
    if (path === undefined) this.fail(section.line, `'${kind}' needs a server and a path`);
    if (!this.servers.some((server) => server.name === name)) this.fail(section.line, `no server '${name}'`);
    if (kind === 'answer' && !/^HTTP \d{3}(\n|$)/.test(section.body)) {
      this.fail(section.line + 1, "an answer begins with a line such as 'HTTP 200'");
    }
    if (this.#answers[kind].has(target)) this.fail(section.line, `second section '${kind} ${target}'`);
    this.#answers[kind].set(target, section.body);
  }

  /** A script that runs nothing or expects nothing proves nothing. */
  requireComplete(steps: readonly Step[], line: number): void {
    if (!steps.some((step) => step.kind === 'run')) this.fail(line, "no 'run'");
    if (!steps.some((step) => ['exit', 'output', 'expect-file', 'requests', 'within'].includes(step.kind))) {
      this.fail(line, "no 'expect' and no 'requests'");
    }
    if (steps.at(-1)?.kind === 'stdin') this.fail(steps.at(-1)?.line ?? line, "'stdin' without a 'run' after it");
  }

  finish(name: string, lastLine: number): FieldCase {
    const title = this.title ?? this.fail(1, "no 'title'");
    if (this.reports.length === 0) this.fail(1, "no 'report'");
    this.requireComplete(this.steps, lastLine);
    for (const [peer, line] of this.announcedPeers) {
      if (!this.#peers.has(peer as PeerName)) this.fail(line, `no section '-- peer ${peer} --'`);
    }
    return {
      name,
      title,
      reports: this.reports,
      client: this.client,
      servers: this.servers,
      steps: this.steps,
      peers: this.#peers,
      files: this.#files,
      answers: this.#answers.answer,
      raw: this.#answers.raw,
    };
  }
}
