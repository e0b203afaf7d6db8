const LONGEST = 80;

/** Text from a lockfile as a message may carry it: one line, quoted, control characters and lone surrogates escaped, cut. */
export function shown(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return JSON.stringify(cut.toWellFormed());
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
