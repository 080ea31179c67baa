/** The bash script in a real bash on a real terminal, with and without the package bash-completion. */
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Screen } from '../support/screen.js';

const bashCompletion = '/usr/share/bash-completion/bash_completion';

describe.each([
  ['alone', 'source ~/script'],
  ['with bash-completion, which finds the script by itself', `source ${bashCompletion}`],
])('TAB in bash %s', (_, setUp) => {
  let screen: Screen;
  beforeEach(async () => {
    screen = await Screen.open({ columns: 120, lineEditing: true });
    await screen.run(
      'ts-reg completion bash > ~/script; mkdir -p ~/.local/share/bash-completion/completions; cp ~/script ~/.local/share/bash-completion/completions/ts-reg',
    );
    await screen.run('ts-reg registry add a.example.com:5000 u p --skip-validate > /dev/null');
    await screen.run("mkdir folder; touch registries.yaml 'with blank.json'");
    expect((await screen.run(setUp)).exitCode).toBe(0);
  });
  afterEach(() => screen.close());

  it.each([
    ['ts-reg registry upd', 'ts-reg registry update'],
    ['ts-reg registry add --registry-type aw', 'ts-reg registry add --registry-type awsecr'],
    ['ts-reg registry list --js', 'ts-reg registry list --json'],
    ['ts-reg registry add --registry-type=aw', 'ts-reg registry add --registry-type=awsecr'],
    ['ts-reg registry export --format doc', 'ts-reg registry export --format docker-config'],
    ['ts-reg registry export --shell pow', 'ts-reg registry export --shell powershell'],
    ['ts-reg registry apply regis', 'ts-reg registry apply registries.yaml'],
    ['ts-reg registry export --output regis', 'ts-reg registry export --output registries.yaml'],
    ['ts-reg registry export --output=regis', 'ts-reg registry export --output=registries.yaml'],
    ['ts-reg registry import with', 'ts-reg registry import with\\ blank.json'],
    ['ts-reg store rekey pass', 'ts-reg store rekey passphrase'],
    ['ts-reg store rekey fold', 'ts-reg store rekey folder/'],
    ['ts-reg registry get a.ex', 'ts-reg registry get a.example.com:5000'],
    ['ts-reg registry get a.example.com:50', 'ts-reg registry get a.example.com:5000'],
  ])('makes of "%s" the line "%s"', async (typed, line) => {
    await screen.keys(typed);
    await screen.press('Tab');
    await screen.shows(`$ ${line}`);
    await screen.press('C-c');
  });

  it('runs nothing that is typed', async () => {
    await screen.keys('ts-reg registry $(touch ~/run)');
    await screen.press('Tab');
    // The shell takes the next key when it is done with this one.
    await screen.keys('!');
    await screen.shows('ts-reg registry $(touch ~/run)!');
    await screen.press('C-c');
    await screen.untilPrompt();
    expect(readdirSync(screen.folder)).not.toContain('run');
  });
});
