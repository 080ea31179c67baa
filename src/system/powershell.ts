/**
 * The commands of a hint in the words of PowerShell 5.1 and later, which is what people on Windows paste into. A table
 * of what our hints use, not a translator: a test requires that nothing of a POSIX shell is left in any hint.
 */

/** While a template is one text, its hole number n is the character U+E000 + n, for private use. */
const firstHole = 0xe000;
const hole = /[\uE000-\uF8FF]/g;

/** A word of a command: a hole, plain text, or both. */
const word = String.raw`([^\s,;|&]+)`;
const own = ' /inheritance:r /grant:r "${env:USERNAME}:F"';
const ownFolder = ' /inheritance:r /grant:r "${env:USERNAME}:(OI)(CI)F"';
const randomKey = '$k=[byte[]]::new(32); [Security.Cryptography.RandomNumberGenerator]::Create().GetBytes($k); ';
const keyText = '[Convert]::ToBase64String($k)';

/** `$n` is the n-th word; a dollar sign of PowerShell is doubled. In this order: the longer form of a command first. */
const rules: readonly (readonly [form: string, powershell: string])[] = [
  [
    String.raw`mkdir -p ${word} && printf '\\n%s\\n' ${word} >> ${word}`,
    `New-Item -ItemType Directory -Force $1 > $$null; Add-Content $3 '',$2`,
  ],
  [
    `openssl rand -base64 32 > ${word} && chmod 600 ${word}`,
    `${doubled(randomKey)}Set-Content $1 (${doubled(keyText)}); icacls $2${doubled(own)}`,
  ],
  [
    String.raw`(?:export )?(\w+)="?\$\(openssl rand -base64 32\)"?`,
    `${doubled(randomKey)}$$env:$1=${doubled(keyText)}`,
  ],
  [`openssl x509 -noout -subject -in ${word}`, 'certutil -dump $1'],
  [String.raw`export (\w+)="\$\(cat ([\w/-]+)\)"`, '$$env:$1=(Get-Content $2)'],
  [String.raw`export NO_PROXY="\$\{NO_PROXY:-\$no_proxy\},"${word}`, `$$env:NO_PROXY+=','+$1`],
  [String.raw`export PATH="\$PATH":${word}`, `$$env:PATH+=';'+$1`],
  [String.raw`export (\w+)="\$HOME"/${word}`, '$$env:$1=Join-Path $$HOME $2'],
  [String.raw`export (\w+)=("\$HOME/\w[\w-]*")`, '$$env:$1=$2'],
  [String.raw`export (\w+)=([\w/]\S*) (\w+)=([\w/]\S*)`, `$$env:$1='$2'; $$env:$3='$4'`],
  [String.raw`export ([\w\uE000-\uF8FF]+)=([\uE000-\uF8FF])`, '$$env:$1=$2'],
  [String.raw`export ([\w\uE000-\uF8FF]+)=([^\s"'$;,]+)`, `$$env:$1='$2'`],
  [String.raw`unset (\w+)`, 'Remove-Item Env:$1'],
  [`sudo chown -R ${word} ${word}`, 'takeown /r /f $2'],
  [String.raw`sudo chown (?:"\$\(id -un\)"|${word}) ${word}`, 'takeown /f $2'],
  [`sudo install -d -m 700 -o ${word} ${word}`, 'New-Item -ItemType Directory -Force $2 > $$null'],
  [String.raw`sudo install -m 600 -o ${word} ${word} "\$HOME"/${word}`, 'Copy-Item $2 (Join-Path $$HOME $3)'],
  ['sudo timedatectl set-ntp true', 'w32tm /resync'],
  [`chmod (?:go-w|700) ${word}`, `icacls $1${doubled(ownFolder)}`],
  [String.raw`chmod \S+ ${word}`, `icacls $1${doubled(own)}`],
  [`ls -l[dL]? ${word}`, 'Get-Item $1'],
  [`cp -pR ${word} ${word}`, 'Copy-Item -Recurse $1 $2'],
  [`cp (?:-p )?${word} ${word}`, 'Copy-Item $1 $2'],
  [`mv ${word} ${word}`, 'Move-Item $1 $2'],
  [`rm ${word}`, 'Remove-Item $1'],
  [`mkdir -p ${word}`, 'New-Item -ItemType Directory -Force $1'],
  [`ps -p ${word}`, 'Get-Process -Id $1'],
  [`df -h ${word}`, 'Get-Volume -FilePath $1'],
  ['> /dev/null', '> $$null'],
  ['quota$', 'fsutil quota query C:'],
  [`(?:getent hosts|dig) ${word}`, 'Resolve-DnsName $1'],
  ['curl (?=[-\uE000-\uF8FF])', 'curl.exe '],
  [String.raw`printenv (\w+) \|`, '$$env:$1 |'],
  [
    `iconv -f ISO-8859-1 -t UTF-8 ${word}`,
    '[IO.File]::ReadAllText((Resolve-Path $1), [Text.Encoding]::GetEncoding(28591))',
  ],
  [String.raw`~/(?=\.)`, '$$HOME/'],
];

export interface Template {
  readonly texts: readonly string[];
  /** For each hole between the texts which one of the original it is; holes move, and some are not needed. */
  readonly holes: readonly number[];
}

/** The template with its commands in PowerShell's words. */
export function powershellTemplate(texts: readonly string[]): Template {
  const joined = texts.reduce((before, text, index) => before + String.fromCharCode(firstHole + index - 1) + text);
  const translated = rules
    .reduce((text, [form, powershell]) => text.replaceAll(new RegExp(`(?<![\\w/-])${form}`, 'g'), powershell), joined)
    // PowerShell 5.1 has no `&&`.
    .replaceAll(' && ', '; ');
  return {
    texts: translated.split(hole),
    holes: Array.from(translated.matchAll(hole), ([character]) => character.charCodeAt(0) - firstHole),
  };
}

/**
 * Whether the next word stands where PowerShell reads an expression, in which it takes no bare words
 * (about_Parsing): behind `$env:NAME=`, `+`, `-replace`, or a comma without a blank.
 */
export function wantsExpression(before: string): boolean {
  return /\$env:\w+=$|'\+$|-replace $|',$/.test(before);
}

function doubled(text: string): string {
  return text.replaceAll('$', '$$$$');
}
