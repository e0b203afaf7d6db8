/**
 * The address under which a lockfile has the packages of the main registry, where it is another than the one that we ask: yarn 1
 * writes its own name for the public registry, a company its mirror. New entries are to look like their neighbours.
 */
export function lockfileAddress(text: string, asked: string): string {
  const counts = new Map<string, number>();
  for (const [, address] of text.matchAll(/(https?:\/\/[^\s"'@]{1,200}?\/)[\w.~-]+\/-\/[\w.~+-]+\.tgz/g)) {
    counts.set(address!, (counts.get(address!) ?? 0) + 1);
  }
  if (counts.has(asked)) return asked;
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? asked;
}
