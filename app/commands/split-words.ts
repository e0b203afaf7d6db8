/** A word of a command's line: what stands between spaces, or in quotes. */
export interface Word {
  /** Without its quotes. */
  text: string;
  /** Quotes make a name of what would be a keyword. */
  quoted: boolean;
  /** Where it begins and ends in the line. */
  start: number;
  end: number;
  /** The closing quote is missing. */
  unclosed: boolean;
}

const SPACE = /\s/;
const QUOTES = ['"', "'", '`'];

/** The next word from a place in the line; undefined at its end. A quote opens at a word's start, or after `@` or `:`. */
export function nextWord(line: string, from: number): Word | undefined {
  let at = from;
  while (at < line.length && SPACE.test(line[at]!)) at++;
  if (at >= line.length) return undefined;
  const word: Word = { text: '', quoted: false, start: at, end: at, unclosed: false };
  while (at < line.length && !SPACE.test(line[at]!)) {
    const opens = word.text === '' || /[@:]$/.test(word.text);
    if (opens && QUOTES.includes(line[at]!)) {
      const close = line.indexOf(line[at]!, at + 1);
      word.quoted ||= word.text === '';
      word.unclosed ||= close === -1;
      const stop = close === -1 ? line.length : close;
      word.text += line.slice(at + 1, stop);
      at = stop + 1;
      // Empty quotes stand for an empty word, not for a place where another may open.
      if (word.text === '') break;
    } else {
      word.text += line[at]!;
      at++;
    }
  }
  word.end = Math.min(at, line.length);
  return word;
}
