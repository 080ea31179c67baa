/** Progress in a real terminal: seen while AWS takes its time, gone without a trace however the command ends. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackCloud, startLoopbackCloud } from '../support/loopback-cloud.js';
import { Screen, type ScreenOptions } from '../support/screen.js';

const spinner = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/;
// A colour, as tmux gives it back: SGR 30–37 or 90–97.
// eslint-disable-next-line no-control-regex -- an escape sequence
const colour = /\u001b\[(?:\d+;)*[39][0-7]m/;

let cloud: LoopbackCloud;
let screen: Screen;
beforeAll(async () => {
  cloud = await startLoopbackCloud({ account: '123456789012' });
});
afterAll(() => cloud.close());
afterEach(async () => {
  cloud.aws.faults.clear();
  await screen.close();
});

async function open(options: ScreenOptions = {}): Promise<string> {
  screen = await Screen.open({
    columns: 100,
    ...options,
    environment: { ...cloud.environment, TS_REG_PASSWORD: cloud.key.secretAccessKey, ...options.environment },
  });
  return `ts-reg registry add ${cloud.registryHost} ${cloud.key.accessKeyId}`;
}

describe('while AWS takes its time', () => {
  it('add says what is going on, and leaves its answer alone on the screen', async () => {
    const add = await open();
    cloud.aws.faults.add({ kind: 'slow', delayMs: 1_500 });
    await screen.start(add);
    await screen.shows(`checking the credentials for ${cloud.registryHost}`);
    expect(await screen.isCursorVisible()).toBe(false);
    const { text, exitCode } = await screen.ended();
    expect(exitCode).toBe(0);
    expect(text).not.toMatch(spinner);
    expect(text).not.toContain('checking');
    expect(text.split('\n').at(-1)).toBe(`next: ts-reg configure-docker ${cloud.registryHost}`);
    expect(await screen.isCursorVisible()).toBe(true);
  });

  it.each([
    ['C-c', 130],
    ['TERM', 143],
  ] as const)('%s ends it, the cursor given back and nothing stored', async (signal, code) => {
    const add = await open();
    cloud.aws.faults.add({ kind: 'stall' });
    await screen.start(signal === 'C-c' ? add : `${add} & pid=$!; (sleep 2; kill -TERM $pid) & fg %1 >/dev/null`);
    await screen.shows('checking the credentials');
    if (signal === 'C-c') {
      await screen.press('C-c');
      await screen.untilPrompt();
      // A shell leaves the rest of its line when a command ended by SIGINT itself.
      await screen.type('echo "[exit $?]"');
    }
    expect((await screen.ended()).exitCode).toBe(code);
    expect(await screen.isCursorVisible()).toBe(true);
    expect((await screen.run('ts-reg registry list')).text.trim()).toBe(
      'no registry is stored yet; next: ts-reg registry add HOST',
    );
  });

  it('a refusal stands alone on the screen', async () => {
    const add = await open();
    cloud.aws.faults.add({ kind: 'slow', delayMs: 800, times: 1 });
    const { text, exitCode } = await screen.run(`TS_REG_PASSWORD=wrong ${add}`);
    expect([exitCode, spinner.test(text), text.includes('checking the cred')]).toEqual([1, false, false]);
    expect(text).toContain('Error: InvalidSignatureException: ');
    expect(await screen.isCursorVisible()).toBe(true);
  });

  it.each([
    ['NO_COLOR=1', true, false],
    ['', true, true],
    ['CI=true', false, true],
    ['TERM=dumb', false, false],
  ])('with the environment "%s": progress %s, colour %s', async (variable, shown, coloured) => {
    const add = `${variable} ${await open()}`;
    cloud.aws.faults.add({ kind: 'slow', delayMs: 1_500, times: 1 });
    await screen.start(add);
    let moved = false;
    await screen.until((now) => {
      moved ||= spinner.test(now);
      return now.includes('[exit 0]');
    });
    expect(moved).toBe(shown);
    expect(await screen.text()).not.toMatch(spinner);
    await screen.run(`${variable} ts-reg registry list`);
    expect(colour.test(await screen.text('colours'))).toBe(coloured);
  });

  it.each([
    ['> out', 'stdout'],
    ['2> out', 'stderr'],
    ['> out 2>&1', 'both'],
  ])('nothing moves with %s', async (redirection) => {
    const add = await open();
    cloud.aws.faults.add({ kind: 'slow', delayMs: 1_000, times: 1 });
    await screen.start(`${add} ${redirection}`);
    let moved = false;
    await screen.until((now) => {
      moved ||= spinner.test(now);
      return now.includes('[exit 0]');
    });
    expect(moved).toBe(false);
    expect((await screen.run('grep -c "$(printf "\\033")" out')).text.trim()).toBe('0');
  });

  it.each([40, 80, 200])('a bar counts what refresh has done, at %i columns', async (columns) => {
    await open({ columns, rows: 60 });
    const hosts = Array.from({ length: 12 }, (_, index) => `registry${index}.example.com`);
    const add = hosts
      .map(
        (host) =>
          `ts-reg registry add ${host} ${cloud.key.accessKeyId} --registry-type awsecr --region us-east-1 --account 123456789012 --skip-validate >/dev/null 2>&1`,
      )
      .join('\n');
    await screen.write('add.sh', add);
    await screen.run('sh add.sh');
    cloud.aws.faults.add({ kind: 'slow', delayMs: 600 });
    await screen.start('ts-reg registry refresh --force');
    await screen.until((now) => /renewing tokens ━.*─ {2}8\/12$/m.test(now));
    const { text, exitCode } = await screen.ended();
    expect(exitCode).toBe(0);
    const lines = text.split('\n');
    expect(lines.at(-1)).toBe('12 renewed, 0 still fresh, 0 failed');
    expect(lines.filter((line) => /^registry\d+\.example\.com +renewed/.test(line))).toHaveLength(12);
    expect(text).not.toMatch(/[━─]|renewing/);
  });
});
