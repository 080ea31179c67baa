/**
 * Quotes text so that a shell takes it as one word, for any content: what stands in a command comes from anywhere.
 */

/** Words that every shell takes as they are; `=` and `~` mean something to zsh and sh at the beginning of a word. */
const plainWord = /^[\w@%+:,./-][\w@%+=:,./-]*$/;
/** PowerShell makes an array of what has a comma, and takes the values of a variable for `@name` (about_Splatting). */
const plainPowershellWord = /^[\w%+:./-][\w@%+=:./-]*$/;
/**
 * Characters that a terminal acts on, does not show, or shows in another order (as in `terminalSafe`): a pasted line
 * break ends a command even within quotes that are shown correctly, and what cannot be seen cannot be checked.
 */
const invisible = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** POSIX shells; on Windows the commands of hints are typed into PowerShell. */
export type Shell = 'posix' | 'powershell';

/** The shell that people paste into on a platform of Node. */
export function shellOf(platform: NodeJS.Platform): Shell {
  return platform === 'win32' ? 'powershell' : 'posix';
}

/** The text as one word of the shell; plain words are not changed. */
export function quoteWord(text: string, shell: Shell = shellOf(process.platform)): string {
  if ((shell === 'powershell' ? plainPowershellWord : plainWord).test(text)) return text;
  if (shell === 'powershell') return invisible.test(text) ? 'VALUE' : powershellWord(text);
  return invisible.test(text) ? escapedWord(text) : posixWord(text);
}

/**
 * POSIX.1-2024, Shell Command Language §2.2.2: within single quotes nothing is special. Single quotes and backslashes
 * stand outside of them, each behind a backslash, because fish gives `\'` a meaning within quotes.
 */
function posixWord(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`'\$&'`)}'`;
}

/**
 * §2.2.4, `$'…'`: bash, zsh and ksh read `\xHH` as a byte. dash does not; there the word is another text, but it is
 * one word: no quote, backslash apart from these, or other special character is left in it.
 */
function escapedWord(text: string): string {
  const bytes = [...Buffer.from(text, 'utf8')].map((byte) => {
    const character = String.fromCharCode(byte);
    return /^[\w@%+=:,./ -]$/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}

/** A word where PowerShell reads an expression and takes no bare words. */
export function powershellValue(text: string): string {
  return invisible.test(text) ? "'VALUE'" : powershellWord(text);
}

/** about_Quoting_Rules: a quote within quotes is doubled; PowerShell takes the typographic ones for quotes too. */
function powershellWord(text: string): string {
  return `'${text.replaceAll(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
