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
  it.each(['list', 'list --wide'])('shows a line for each registry of %s, its name whole', async (command) => {
    await open(columns);
    const { text, exitCode } = await screen.run(`ts-reg registry ${command}`);
    expect(exitCode).toBe(0);
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^REGISTRY/);
    for (const host of hosts) {
      // A name that is wider than the terminal stands alone, and the terminal breaks it.
      if (host.length > columns) expect(text.replaceAll('\n', '')).toContain(host);
      else expect(lines.filter((line) => line.split(' ')[0] === host)).toHaveLength(1);
    }
  });

  it('gives a pipe the layout of anchore-cli from registry list, whatever its width', async () => {
    await open(columns);
    const { exitCode } = await screen.run(
      `ts-reg registry list | cat > pipe; grep -q '^Registry  *Name  *Type  *User *$' pipe && grep -q '^localhost:5000 .*continuous-integration' pipe`,
    );
    expect(exitCode).toBe(0);
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
