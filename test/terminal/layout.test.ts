/** Tables and help in terminals of every width: no row breaks, and what anchore-cli prints stays as it is. */
import { afterEach, describe, expect, it } from 'vitest';
import { Screen } from '../support/screen.js';

const hosts = [
  '123456789012.dkr.ecr.us-east-1.amazonaws.com',
  '999999999999.dkr.ecr-fips.ap-southeast-2.amazonaws.com/a/long/repository/path',
  'localhost:5000',
];

let screen: Screen;
afterEach(() => screen.close());

async function open(columns: number): Promise<void> {
  screen = await Screen.open({ columns, rows: 100 });
  await screen.write(
    'add.sh',
    hosts
      .map((host) => {
        const user = host.includes('.ecr') ? 'AKIAIOSFODNN7EXAMPLE' : 'continuous-integration';
        return `ts-reg registry add ${host} ${user} secret --skip-validate > added 2>&1`;
      })
      .join('\n'),
  );
  await screen.run('AWS_ENDPOINT_URL=http://127.0.0.1:1 sh add.sh');
}

describe.each([40, 80, 200])('a terminal of %i columns', (columns) => {
  it('shows a line for each registry of list --wide, the end of each in sight', async () => {
    await open(columns);
    const { text, exitCode } = await screen.run('ts-reg registry list --wide');
    const lines = text.split('\n');
    expect([exitCode, lines.length]).toEqual([0, 4]);
    expect(lines[0]).toMatch(/^REGISTRY .*TOKEN/);
    for (const line of lines.slice(1)) expect(line).toMatch(/ (?:none|-)(?: |$)/);
  });

  it('gets the very bytes of a pipe from registry list', async () => {
    await open(columns);
    await screen.run('ts-reg registry list > pipe');
    await screen.run('script --quiet --command "ts-reg registry list" terminal > shown < /dev/null');
    expect(
      (
        await screen.run(
          `grep -v '^Script ' terminal | tr -d '\\r' | grep -v '^$' > bare; grep -v '^$' pipe | cmp - bare && grep -q '^localhost:5000 .*continuous-integration' bare`,
        )
      ).exitCode,
    ).toBe(0);
  });

  it('breaks messages between words', async () => {
    await open(columns);
    const { text, exitCode } = await screen.run(
      'ts-reg registry add localhost:5000 u p --skip-validate; ts-reg registry add http://x u p',
    );
    expect(exitCode).toBe(1);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    expect(text.replace(/\n/g, ' ')).toContain(
      'Error: input registry name must start with a hostname/ip, without URI schema (http://, https://)',
    );
  });
});

describe.each([80, 200])('a terminal of %i columns', (columns) => {
  it.each(['ts-reg --help', 'ts-reg registry --help', 'ts-reg store --help', 'ts-reg doctor --help'])(
    'shows %s with no line broken by the terminal',
    async (command) => {
      screen = await Screen.open({ columns, rows: 100 });
      const { text } = await screen.run(command);
      expect(text).toContain('Usage: ts-reg');
      const whole = (await screen.history()).split('\n');
      for (const line of whole) expect(line.length).toBeLessThanOrEqual(columns);
    },
  );
});

describe('without a terminal', () => {
  it.each([
    ['ts-reg registry add r.example.com', 'ts-reg registry add r.example.com USER --password-stdin'],
    [
      'ts-reg registry add r.example.com ci',
      'pipe it with --password-stdin, set TS_REG_PASSWORD, or run this in a terminal',
    ],
    ['ts-reg store rekey passphrase', 'set TS_REG_NEW_PASSPHRASE'],
  ])('%s asks nothing: a usage error that says how', async (command, hint) => {
    screen = await Screen.open({ columns: 200 });
    // setsid: no controlling terminal to be opened behind the back of the streams either.
    const { text, exitCode } = await screen.run(
      `setsid --wait ${command} < /dev/null 2>&1 | cat; exit_code=\${PIPESTATUS[0]}; (exit $exit_code)`,
    );
    expect(exitCode).toBe(2);
    expect(text).toMatch(/^Error: /);
    expect(text).toContain(`hint: ${hint}`);
  });
});
