/**
 * Text of a manual page: escaping per groff_man(7), "Portability", and groff_char(7), and what the page says beyond the
 * command tree.
 */

/**
 * What roff or its macros would read as something else, and how it is written so that it comes out, and copies, as it
 * is.
 */
const written: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  // A bare one becomes a hyphen, U+2010, which no shell takes for an option.
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

/** Text within a line: one line, whatever is in it. */
export function escapeText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/[\\'`^~"-]/g, (character) => written[character] ?? character)
    .replace(/[^\p{ASCII}]/gu, (character) => `\\[u${hex(character)}]`);
}

/** Text that stands at the beginning of a line: a dot there would be a request. */
export function escapeLine(text: string): string {
  const line = escapeText(text.trim());
  return line.startsWith('.') ? `\\&${line}` : line;
}

/** An argument of a macro, in quotes. */
export function macroArgument(text: string): string {
  return `"${escapeText(text)}"`;
}

/** A name that is typed as it stands. */
export function bold(text: string): string {
  return `\\fB${escapeText(text)}\\fR`;
}

/** A word that something else takes the place of. */
export function italic(text: string): string {
  return `\\fI${escapeText(text)}\\fR`;
}

/** Lines kept as they are, their indentation too. */
export function literalLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => {
    const indentation = /^ */.exec(line)?.[0] ?? '';
    // \& also keeps an indented line from being a break with spaces of its own.
    return `\\&${indentation}${keepSpaces(line.slice(indentation.length))}`;
  });
  return ['.RS 4', '.nf', ...lines, '.fi', '.RE'];
}

function keepSpaces(line: string): string {
  return line
    .split(/( {2,})/)
    .map((part, index) => (index % 2 === 0 ? escapeText(part) : part))
    .join('');
}

/** As groff names a character: at least four digits. */
function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** A term and what it means, in plain text. */
export type Definition = readonly [term: string, meaning: string];

export const exitCodes: readonly Definition[] = [
  ['0', 'done'],
  ['1', 'refused: not found, rejected by AWS or the registry, role of this machine not allowed'],
  ['2', 'failed: wrong usage, unauthorized, already exists, a file or service that cannot be used'],
  ['130', 'stopped by Ctrl-C'],
  ['143', 'stopped by SIGTERM'],
];

export const environment: readonly Definition[] = [
  ['TS_REG_HOME', 'one folder for settings, key and data, instead of ~/.config/ts-reg and ~/.local/share/ts-reg'],
  ['TS_REG_PASSWORD', 'the password of registry add and registry update, where none is given'],
  ['TS_REG_KEY', 'the key that seals the records: base64 of 32 bytes'],
  ['TS_REG_KEY_FILE', 'a file with that key that you provide, such as a Docker or Kubernetes secret'],
  ['TS_REG_PASSPHRASE', 'the passphrase of a store that is sealed with one'],
  ['TS_REG_NEW_PASSPHRASE', 'the passphrase that store rekey passphrase moves to'],
  ['TS_REG_STORE', 'as store in config.yaml; file, the store on this machine, is the default'],
  ['ANCHORE_CLI_URL, ANCHORE_CLI_USER, ANCHORE_CLI_PASS', 'a remote Anchore deployment and your credentials there'],
  [
    'ANCHORE_CLI_ACCOUNT, ANCHORE_CLI_CONFIG, ANCHORE_CLI_SSL_VERIFY, ANCHORE_CLI_API_VERSION, ANCHORE_CLI_JSON, ' +
      'ANCHORE_CLI_DEBUG',
    'the same as the options of these names',
  ],
  [
    'AWS_PROFILE, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_ROLE_ARN',
    'and the others of AWS: what awsauto, _iam_role and _aws_profile find, as for the AWS CLI',
  ],
  ['DOCKER_CONFIG, REGISTRY_AUTH_FILE', 'where configure-docker finds the settings of docker and podman'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'proxies for registries, AWS and Anchore'],
  ['TS_REG_SERVICE_ACCOUNT', 'the folder with token and ca.crt, where a pod has its service account in another place'],
  ['NODE_EXTRA_CA_CERTS', 'a file of additional certificate authorities'],
  ['NO_COLOR', 'no color'],
];

export const files: readonly Definition[] = [
  ['~/.config/ts-reg/config.yaml', 'settings; an unknown key is an error'],
  ['~/.config/ts-reg/key', 'the key that seals the records, unless another key is configured'],
  ['~/.local/share/ts-reg/records/', 'one record a file, its secret sealed'],
  ['~/.local/share/ts-reg/tokens/', 'one token a file, sealed; may be deleted at any time'],
  ['~/.docker/config.json', 'where configure-docker sets ts-reg as the credential helper'],
  ['~/.anchore/credentials.yaml', "anchore-cli's settings, read if the file exists"],
];

export const seeAlso: readonly string[] = ['docker-login(1)', 'podman-login(1)', 'containers-auth.json(5)'];
