/** On Windows every hint is typed into PowerShell: no word of a POSIX shell is left in any of them. */
import { describe, expect, it } from 'vitest';
import { hint } from '../../src/system/hint.js';
import { hintTemplates, stringsOf, type Template } from './hint-templates.js';
import { onPlatform } from './on-platform.js';

const templates = hintTemplates();
const word = 'C:\\Users\\me\\a b';
const onWindows = (template: Template): string =>
  onPlatform('win32', () => hint(stringsOf(template), ...template.texts.slice(1).map(() => word)));

/** Programs that Windows has not or that mean something else in PowerShell, and the grammar of POSIX shells. */
const posixWords =
  /(?<![\w/.-])(?:chmod|chown|cp|mv|rm|ln|mkdir|sudo|sed|awk|cat|touch|printf|printenv|getent|dig|openssl|ps|df|findmnt|iconv|timedatectl|systemctl|loginctl|(?<!fsutil )quota|id(?= -un)|(?<!npm )install(?= -)|ls(?= -)|curl(?= )|unset|source|export(?= \S+=))(?= |$)|&&|\|\||>>|\$\(|"\$(?!HOME\/|\{env:)|\$\{(?!env:)|(?<=\s)~\/|'\\'/;

/** Hints that Windows never shows, and why. */
const notOnWindows: readonly (readonly [place: RegExp, text: RegExp, reason: string])[] = [
  [/^cli\/commands\/doctor\/mode-check\.ts/, /mount -o remount/, 'files have no modes: doctor skips them'],
  [/^cli\/commands\/service\//, /systemctl|loginctl/, 'the service is one of systemd'],
  [/^ecr\/ci-systems\.ts/, /SYSTEM_ACCESSTOKEN: /, 'a line for Azure Pipelines, where $( ) is a variable'],
  [/^config\/set-line-command\.ts/, /^sed -i\.bak /, 'the line above has the form for PowerShell'],
];
const isExempt = ({ place, texts }: Template): boolean =>
  notOnWindows.some(([where, text]) => where.test(place) && text.test(texts.join('x')));

describe('the hints in src, on Windows', () => {
  it('are there to be tested', () => {
    expect(templates.length).toBeGreaterThan(300);
    // So many have a word of a POSIX shell: the property below is about something.
    expect(templates.filter(({ texts }) => posixWords.test(texts.join('x'))).length).toBeGreaterThan(60);
  });

  it('have no word of a POSIX shell', () => {
    const left = templates
      .filter((template) => !isExempt(template))
      .map((template) => ({ place: template.place, text: onWindows(template) }))
      .filter(({ text }) => posixWords.test(text) || /[\uE000-\uF8FF]/.test(text));
    expect(left).toEqual([]);
  });

  it.each(notOnWindows)('are left out for a reason: %s', (place, text) => {
    expect(templates.filter((one) => place.test(one.place) && text.test(one.texts.join('x')))).not.toEqual([]);
  });

  it('take a path with a blank as one word wherever they need one', () => {
    const changed = templates.filter(({ texts }) => posixWords.test(texts.join('x')) && texts.length > 1);
    const broken = changed
      .filter((template) => !isExempt(template))
      .map(onWindows)
      .filter((text) => text.replaceAll(`'${word}'`, '').includes(word));
    expect(broken).toEqual([]);
  });
});

describe('a command', () => {
  const dir = 'C:\\a b';
  it.each([
    [
      () => hint`mkdir -p ${dir} && printf '\\n%s\\n' ${'a: True'} >> ${'c'}`,
      `New-Item -ItemType Directory -Force '${dir}' > $null; Add-Content c '','a: True'`,
    ],
    [() => hint`export NO_PROXY="\${NO_PROXY:-$no_proxy},"${'a.example'}`, `$env:NO_PROXY+=','+'a.example'`],
    [() => hint`export PATH="$PATH":${dir}`, `$env:PATH+=';'+'${dir}'`],
    [() => hint`export HOME=/root TS_REG_HOME=/root/ts-reg`, `$env:HOME='/root'; $env:TS_REG_HOME='/root/ts-reg'`],
    [() => hint`export TS_REG_HOME="$HOME"/${dir}`, `$env:TS_REG_HOME=Join-Path $HOME '${dir}'`],
    [
      () => hint`export ${'HTTPS_PROXY'}=http://USER:PASSWORD@PROXY:PORT`,
      `$env:HTTPS_PROXY='http://USER:PASSWORD@PROXY:PORT'`,
    ],
    [() => hint`chmod 600 ${dir}`, `icacls '${dir}' /inheritance:r /grant:r "\${env:USERNAME}:F"`],
    [() => hint`chmod go-w ${dir}`, `icacls '${dir}' /inheritance:r /grant:r "\${env:USERNAME}:(OI)(CI)F"`],
    [() => hint`sudo chown ${1000} ${dir}`, `takeown /f '${dir}'`],
    [
      () => hint`sudo chown "$(id -un)" ${'d'} && chmod ${'700'} ${'d'}`,
      `takeown /f d; icacls d /inheritance:r /grant:r "\${env:USERNAME}:F"`,
    ],
    [() => hint`rm ${dir} && cp -pR ${'d'} ${dir}`, `Remove-Item '${dir}'; Copy-Item -Recurse d '${dir}'`],
    [() => hint`rm ${'-rf'}`, 'Remove-Item ./-rf'],
    [() => hint`is the name right? getent hosts ${'a.example'}; `, 'is the name right? Resolve-DnsName a.example; '],
    [() => hint`see: ${['curl', '-v', 'https://a/']}; --insecure`, 'see: curl.exe -v https://a/; --insecure'],
    [() => hint`curl -sv ${'https://a/'}`, 'curl.exe -sv https://a/'],
    [() => hint`ts-reg configure-docker ${['a,b', '@c']}`, "ts-reg configure-docker 'a,b' '@c'"],
    [
      () => hint`printenv TOKEN | ts-reg registry add HOST USER --password-stdin`,
      '$env:TOKEN | ts-reg registry add HOST USER --password-stdin',
    ],
    [() => hint`ts-reg registry import ~/.docker/config.json`, 'ts-reg registry import $HOME/.docker/config.json'],
    [() => hint`ts-reg registry export --all --format ${'env'}`, 'ts-reg registry export --all --format env'],
    [() => hint`confirm the quota rm, then export nothing`, 'confirm the quota rm, then export nothing'],
  ])('has the words of PowerShell, quotes too: case %#', (make, expected) => {
    expect(onPlatform('win32', make)).toBe(expected);
    expect(onPlatform('linux', make)).not.toContain('$env:');
  });

  it('makes a key with what Windows has', () => {
    const made = onPlatform('win32', () => hint`openssl rand -base64 32 > ${dir} && chmod 600 ${dir}`);
    expect(made).toBe(
      `$k=[byte[]]::new(32); [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($k); Set-Content '${dir}' ([Convert]::ToBase64String($k)); icacls '${dir}' /inheritance:r /grant:r "\${env:USERNAME}:F"`,
    );
  });
});
