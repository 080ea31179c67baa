/** A person's terminal: a shell in a tmux of its own, with a width, a keyboard, and a screen to look at. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { helper, tsReg } from './spawned.js';

const execute = promisify(execFile);

export interface ScreenOptions {
  /** Characters in a line; default 80. */
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** The shell edits its line, with TAB; else the terminal does, which is quicker. */
  readonly lineEditing?: boolean;
}

/** The shell's prompt: what comes after it is typed by the person. */
const shellPrompt = '$ ';
const patienceMilliseconds = 20_000;

export class Screen {
  readonly folder: string;
  readonly #socket: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#socket = join(folder, 'tmux');
    this.#environment = environment;
  }

  /** Opens a terminal, its HOME and TS_REG_HOME in a fresh folder, ts-reg and its helper on the PATH. */
  static async open(options: ScreenOptions = {}): Promise<Screen> {
    const folder = await mkdtemp(join(tmpdir(), 'ts-reg-screen-'));
    await symlink(tsReg, join(folder, 'ts-reg'));
    await symlink(helper, join(folder, 'docker-credential-ts-reg'));
    await writeFile(join(folder, 'bashrc'), `PS1='${shellPrompt}'\n`);
    const environment = {
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      TS_REG_HOME: join(folder, 'store'),
      LC_ALL: 'C.UTF-8',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1',
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      ...options.environment,
    };
    const screen = new Screen(folder, environment);
    const size = ['-x', String(options.columns ?? 80), '-y', String(options.rows ?? 50)];
    await screen.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-c',
      folder,
      ...size,
      `exec bash --noprofile ${options.lineEditing ? '' : '--noediting '}--rcfile bashrc`,
    );
    await screen.untilPrompt();
    return screen;
  }

  /** Types these characters. */
  async keys(text: string): Promise<void> {
    if (text !== '') await this.#tmux('send-keys', '-l', '--', text);
  }

  /** Types a line, and Enter. */
  async type(line: string): Promise<void> {
    await this.keys(line);
    await this.#tmux('send-keys', 'Enter');
  }

  /** Presses one key, by tmux's name: `C-c`, `Down`. */
  async press(key: string): Promise<void> {
    await this.#tmux('send-keys', key);
  }

  /** What stands on the screen now, lines as they are broken there; with `colours` its escape sequences too. */
  async text(look: 'plain' | 'colours' = 'plain'): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p', ...(look === 'colours' ? ['-e'] : []));
    return stdout.trimEnd();
  }

  /** All that ever stood there, lines whole again however they were broken. */
  async history(): Promise<string> {
    const { stdout } = await this.#tmux('capture-pane', '-p', '-J', '-S', '-');
    return stdout.trimEnd();
  }

  async isCursorVisible(): Promise<boolean> {
    const { stdout } = await this.#tmux('display-message', '-p', '#{cursor_flag}');
    return stdout.trim() === '1';
  }

  /** The screen as soon as it is as wished. @throws with what stands there instead, after 20 s. */
  async until(wish: (text: string) => boolean): Promise<string> {
    const end = Date.now() + patienceMilliseconds;
    for (;;) {
      const text = await this.text();
      if (wish(text)) return text;
      if (Date.now() > end) throw new Error(`the screen never came to be as wished; it says:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Until the shell asks for the next command. */
  async untilPrompt(): Promise<void> {
    await this.until((text) => text.split('\n').at(-1) === shellPrompt.trimEnd());
  }

  /** The screen once this text stands on it. */
  shows(text: string): Promise<string> {
    return this.until((screen) => screen.includes(text));
  }

  /** Runs a command to its end; what it left on the screen, which is cleared before, and its exit code. */
  async run(command: string): Promise<{ readonly text: string; readonly exitCode: number }> {
    await this.start(command);
    return this.ended();
  }

  /** Types a command, on a clear screen, and looks no further. */
  async start(command: string): Promise<void> {
    await this.#tmux('send-keys', '-R');
    await this.#tmux('clear-history');
    await this.type(`clear; ${command}; echo "[exit $?]"`);
  }

  /** Waits for the end of what `start` typed. */
  async ended(): Promise<{ readonly text: string; readonly exitCode: number }> {
    const text = await this.until((screen) => /^\[exit \d+\]$/m.test(screen));
    const [before = '', code = ''] = text.split(/\[exit (\d+)\]/);
    return { text: before.trimEnd(), exitCode: Number(code) };
  }

  /** Puts a file into the folder, where the shell stands. */
  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.folder, name), text);
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #tmux(...args: readonly string[]): Promise<{ readonly stdout: string }> {
    return execute('tmux', ['-S', this.#socket, ...args], { env: this.#environment });
  }
}
