const LONGEST = 80;

/** Text from a lockfile as a message may carry it: one line, quoted, control characters and lone surrogates escaped, cut. */
export function shown(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return printable(JSON.stringify(cut));
}

/** Text on one line that does nothing to a terminal: control and direction characters escaped, lone surrogates replaced. */
export function printable(text: string): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, escaped);
}

/** What a value is, for "expected …, found …". */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${shown(value)}`;
  return `${typeof value} ${String(value)}`;
}
