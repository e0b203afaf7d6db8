const LONGEST = 60;
/** Control and format characters (bidi overrides, zero width), line separators, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A value from a file as a message may carry it: short, on one line, quoted where it is a text. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${onOneLine(value)}"`;
  return `the ${typeof value} ${String(value)}`;
}

/** Text from outside on one line: what cannot be seen becomes a space, what is long is cut. */
export function onOneLine(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNSEEN, ' ');
}
