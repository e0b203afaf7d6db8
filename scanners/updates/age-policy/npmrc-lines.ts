const MOST_LINES = 5_000;

/**
 * The values of each key of an .npmrc, in order: of `key = value` the last counts, `key[] = value` makes a list. Variables (`${…}`)
 * are never filled in, and what stands below a `[section]` is not npm's.
 */
export function npmrcLines(text: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  for (const line of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .slice(0, MOST_LINES)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('[')) break;
    const at = trimmed.indexOf('=');
    if (at <= 0 || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const key = trimmed.slice(0, at).trim().replace(/\[\]$/, '');
    const value = trimmed.slice(at + 1).trim();
    const plain = /^(".*"|'.*')$/.test(value) ? value.slice(1, -1) : value.replace(/\s+[;#].*$/, '');
    settings.set(key, [...(settings.get(key) ?? []), plain]);
  }
  return settings;
}
