/** Taking characters off both ends of a text, in time that grows with its length alone (`/ +$/` does not). */

/** The text without any of these characters at its start and end. */
export function trimEnds(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
