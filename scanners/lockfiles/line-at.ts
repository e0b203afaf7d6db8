/** The 1-based line of an offset in a text. Lines end with `\n`; a `\r` before it belongs to the line. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The line of the first occurrence of a piece of text, or nothing when it is not there. */
export function lineOf(text: string, piece: string): number | undefined {
  const at = text.indexOf(piece);
  return at === -1 ? undefined : lineAt(text, at);
}

/** The first line that starts with a piece of text, or nothing when none does. */
export function lineStartingWith(text: string, piece: string): number | undefined {
  if (text.startsWith(piece)) return 1;
  const at = text.indexOf(`\n${piece}`);
  return at === -1 ? undefined : lineAt(text, at + 1);
}
