/**
 * Removes secrets from text that ts-reg did not write: debug lines, unhandled exceptions.
 * Shown is what is known to be harmless (AWS access key ids, hex digests, allow-listed query parameters); what looks
 * like a credential is not. The first defence stays `Secret`: text never passes here unless something went wrong.
 */
import type { Secret } from './secret.js';

const mark = '[redacted]';
/** A known secret shorter than this many characters is left to the patterns: taking each `a` out would give it away. */
const shortestKnown = 4;
/** Foreign text may be of any length; the patterns see this much of it. Characters. */
const longestText = 65_536;
const whiteSpace = /\s/;

/** Query parameters that carry no secret (RFC 6750, Docker token protocol, SigV4 presigned URLs, libpq). */
const harmlessParameters = new Set([
  'account',
  'action',
  'client_id',
  'digest',
  'from',
  'last',
  'mount',
  'n',
  'offline_token',
  'region',
  'scope',
  'service',
  'sslmode',
  'validate',
  'version',
  'x-amz-algorithm',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
]);

const privateKey = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g;
/** `://user:password@`, up to the last `@` before a slash: passwords are not always percent-encoded. */
const userInfo = /:\/\/[^\s/?#"'<>]*@/g;
const queryParameter = /([?&])([\w.~%-]{1,64})=([^&\s"'<>#]*)/g;
/** The name of a header, field, variable or setting that says that its value is secret, up to the value. */
const secretWord =
  /authorization|cookie|passw(?:or)?d|passphrase|(?<![a-z])pass|secret|token|(?<![a-z])auth|access_?key|private_?key/;
const secretName = new RegExp(`(?:${secretWord.source}|TS_REG_KEY)\\\\{0,8}["'\`]?\\s{0,4}[:=]\\s{0,4}`);
/**
 * That value: quoted within JSON within JSON, quoted, the rest of the line behind an authentication scheme, or a word.
 */
const secretValue = new RegExp(
  [
    /\\{1,8}"[^"]*"?/,
    /"[^"\\]*(?:\\.[^"\\]*)*"?/,
    /'[^'\\]*(?:\\.[^'\\]*)*'?/,
    /`[^`\\]*(?:\\.[^`\\]*)*`?/,
    /(?:basic|bearer|digest|negotiate|AWS4-HMAC-SHA256)\s[^\n"'`]*/,
    /[^\s"'`,;&(){}[\]][^\s"'`,;&)}\]]*/,
  ]
    .map(({ source }) => source)
    .join('|'),
);
const namedValue = new RegExp(`(${secretName.source})(?:${secretValue.source})`, 'gi');
/** RFC 9110 §11.4: a token68 behind the scheme; an auth-param (`realm="…"`) is no credential. */
const schemeAndToken =
  /\b((?:[Bb]asic|[Bb]earer|BASIC|BEARER)\s{1,4})(?![\w-]+=["\w])(?=[a-z.~_-]*[A-Z0-9+/=])[\w.~+/=-]+/g;
const jsonWebToken = /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g;
/** base64 of `AWS:…`, which is what ECR calls an authorization token. */
const ecrToken = /QVdTO[A-Za-z0-9+/=]{4,}/g;
/**
 * An AWS secret access key has 40 characters, a 32-byte key in base64 44; what is longer than 100 is a session token.
 */
const randomRun = /(?<![\w+/=-])(?:[A-Za-z0-9+/]{40}|[A-Za-z0-9+/]{43}=|[\w+/=-]{100,})(?![\w+/=-])/g;

/**
 * The text with every known secret, in all usual encodings, and whatever looks like a credential replaced by
 * `[redacted]`.
 */
export function redact(text: string, secrets: readonly Secret[] = [], { longest = longestText } = {}): string {
  let shown = text;
  for (const spelling of spellingsOf(secrets)) shown = shown.replaceAll(spelling, mark);
  return cutText(shown, longest)
    .replace(privateKey, mark)
    .replace(userInfo, `://${mark}@`)
    .replace(queryParameter, (all, before: string, name: string) =>
      harmlessParameters.has(name.toLowerCase()) ? all : `${before}${name}=${mark}`,
    )
    .replace(namedValue, `$1${mark}`)
    .replace(schemeAndToken, `$1${mark}`)
    .replace(jsonWebToken, mark)
    .replace(ecrToken, mark)
    .replace(randomRun, (run) => (looksRandom(run) ? mark : run));
}

/**
 * The start of a text, `longest` characters at most. It is cut between words: half a credential would not look like
 * one. Without any white space nothing is left but a mark.
 */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let end = longest;
  while (end > 0 && !whiteSpace.test(text.charAt(end))) end -= 1;
  return `${text.slice(0, end)} […]`;
}

/** Mixed case: no hex digest, account number or lower-case path. A path of this length in mixed case goes too. */
function looksRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run);
}

/** Longest first, so that no spelling is cut by a shorter one that lies inside it. */
function spellingsOf(secrets: readonly Secret[]): readonly string[] {
  const spellings = new Set<string>();
  for (const secret of secrets) {
    const text = secret.reveal();
    if (text.length < shortestKnown) continue;
    const bytes = Buffer.from(text);
    const hex = bytes.toString('hex');
    // Through the bytes: encodeURIComponent throws on half a surrogate pair.
    const all = [
      text,
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(bytes.toString()),
      hex,
      hex.toUpperCase(),
      ...base64Inside(bytes),
    ];
    for (const spelling of all) spellings.add(spelling);
  }
  return [...spellings].sort((left, right) => right.length - left.length);
}

/**
 * What a text looks like inside the base64 of a longer one, such as `user:password`: one spelling for each alignment.
 */
function base64Inside(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Characters at both ends that also hold bits of the neighbours differ from text to text.
    const inside = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    return inside.length < shortestKnown ? [] : [inside, inside.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
