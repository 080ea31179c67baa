/**
 * A case that is wrong on purpose fails, and the message shows the instruction, what was expected and what was seen.
 */
import { describe, expect, it } from 'vitest';
import { parseCase } from './case-format.js';
import { playCase } from './play-case.js';

async function differenceOf(lines: readonly string[], sections = ''): Promise<string> {
  const fieldCase = parseCase(
    'wrong.txt',
    ['title wrong on purpose', 'report ts-reg#16.1', ...lines, sections].join('\n'),
  );
  const { right, differences } = await playCase(fieldCase);
  expect(right).toBe(false);
  return differences.join('\n');
}

describe('a case that is wrong on purpose', { timeout: 60_000 }, () => {
  it('shows the exit code, and what the command said', async () => {
    const text = await differenceOf(['run ts-reg registry get reg.example.com', 'expect exit 0']);
    expect(text).toContain('wrong.txt:4: expect exit 0\n  seen: exit code 1\n');
    expect(text).toContain('command: ts-reg registry get reg.example.com');
    expect(text).toContain('| Error: registry not found in DB');
  });

  it('shows the text that was missing and the one that was there', async () => {
    const text = await differenceOf(['run sh -c "echo one; echo two >&2"', 'expect stdout contains three']);
    expect(text).toMatch(
      /wrong\.txt:4: expect stdout contains three\n {2}seen: stdout does not: contains three[^]*\| one[^]*\| two/,
    );
  });

  it('shows the line that must not be there', async () => {
    const text = await differenceOf(['run sh -c "echo a secret"', 'expect output not contains secret']);
    expect(text).toContain("output does in the line 'a secret': contains secret");
  });

  it('shows the requests that arrived', async () => {
    const text = await differenceOf([
      'server registry reg tls',
      'stdin right-password',
      'run ts-reg registry add ${REG} ci --password-stdin',
      'requests reg 0',
    ]);
    expect(text).toMatch(
      /wrong\.txt:6: requests reg 0\n {2}seen: 2 of 2 requests:\n {4}> GET \/v2\/\n {4}> GET \/v2\/ basic ci:right-password/,
    );
  });

  it('shows what a file has, and that one is missing', async () => {
    const steps = ['run true', 'expect file there contains other'];
    expect(await differenceOf(steps, '-- there --\nsomething')).toContain('the file does not: contains other');
    expect(await differenceOf(['run true', 'expect file gone exists'])).toContain('seen: no such file');
  });

  it('shows that a command took too long', async () => {
    expect(await differenceOf(['run sleep 1.2', 'expect within 1s'])).toMatch(/seen: took 1\d\d\d ms/);
  });

  it('says that a program does not exist', async () => {
    expect(await differenceOf(['run no-such-program', 'expect exit 0'])).toMatch(/exit code 127[^]*ENOENT/);
  });

  it('stops at the first difference', async () => {
    expect((await differenceOf(['run false', 'expect exit 0', 'expect stdout is never'])).match(/seen:/g)).toHaveLength(
      1,
    );
  });
});
