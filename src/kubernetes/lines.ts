/** The lines of a stream: a watch gives one JSON document a line. */
import { HttpFailure } from '../http/http-failure.js';

/** Each line without its end; the last one may have none. @throws {HttpFailure} for a line with more bytes. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, largest: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      [parts, size] = [[], 0];
      rest = rest.subarray(end + 1);
    }
    size += rest.length;
    if (size > largest) throw new HttpFailure('too-large', `${largest} bytes`);
    if (rest.length > 0) parts.push(rest);
  }
  if (size > 0) yield Buffer.concat(parts).toString('utf8');
}
