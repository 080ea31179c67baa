/** Namespaces by name and glob: `web`, `team-*`. */
import { TsRegError } from '../errors.js';
import { hint } from '../system/hint.js';

export interface NamespacePatterns {
  /** Those without a wildcard. */
  readonly names: readonly string[];
  /** Whether some match namespaces that do not exist yet. */
  readonly hasGlobs: boolean;
  readonly matches: (namespace: string) => boolean;
}

/** RFC 1123 label, which may have `*` and `?` in any place. */
const pattern = /^(?=.{1,63}$)[a-z0-9*?](?:[a-z0-9*?-]*[a-z0-9*?])?$/;

/** @throws {TsRegError} `usage` for none, and for a name that no namespace can be called. */
export function namespacePatterns(given: readonly string[]): NamespacePatterns {
  if (given.length === 0)
    throw new TsRegError('usage', 'no namespace was given', { hint: hint`--namespace web --namespace ${'team-*'}` });
  for (const one of given)
    if (!pattern.test(one))
      throw new TsRegError('usage', `${JSON.stringify(one.slice(0, 80))} is not the name or pattern of a namespace`, {
        hint: hint`--namespace web --namespace ${'team-*'}`,
      });
  const names = [...new Set(given.filter((one) => !/[*?]/.test(one)))];
  const globs = given.filter((one) => /[*?]/.test(one));
  return {
    names,
    hasGlobs: globs.length > 0,
    matches: (namespace) => names.includes(namespace) || globs.some((glob) => fits(namespace, glob)),
  };
}

/** Without a regular expression, in which many stars could take long. */
function fits(text: string, glob: string): boolean {
  let [at, next, star, marked] = [0, 0, -1, 0];
  while (at < text.length) {
    if (next < glob.length && (glob[next] === '?' || glob[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (glob[next] === '*') {
      [star, marked] = [next, at];
      next += 1;
    } else if (star >= 0) {
      marked += 1;
      [at, next] = [marked, star + 1];
    } else return false;
  }
  return /^\**$/.test(glob.slice(next));
}
