/** Commands for hints that put a line into config.yaml, to be copied into a shell. */
import { dirname } from 'node:path';

/**
 * A command that sets a key of config.yaml: `line` is `key: value`. What else the file says stays, also where its last
 * line has no end; a key that `isSet` gets its new value in its place, as YAML has no key twice.
 */
export function setLineCommand(configFile: string, line: string, isSet: boolean): string {
  const [key = ''] = line.split(':');
  if (isSet) return `sed -i.bak 's|^${key}:.*|${line}|' ${quoted(configFile)}`;
  return `mkdir -p ${quoted(dirname(configFile))} && printf '\\n%s\\n' '${line}' >> ${quoted(configFile)}`;
}

/** One word for a POSIX shell. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
