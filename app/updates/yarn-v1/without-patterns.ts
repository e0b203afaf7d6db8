/** A yarn 1 lockfile without some of its patterns (`name@^1.0.0`); an entry that loses all of them goes. */
export function withoutPatterns(text: string, isGone: (pattern: string) => boolean): string {
  const kept: string[] = [];
  let leaving = false;
  for (const line of text.split('\n')) {
    // Entries begin at the margin and end with `:`; what belongs to them is indented.
    if (/^[^\s#].*:\r?$/.test(line)) {
      const patterns = line.match(/"(?:[^"\\]|\\.)*"|[^\s",:][^\s",]*(?=,|:\r?$)/g) ?? [];
      const staying = patterns.filter((pattern) => !isGone(bare(pattern)));
      leaving = staying.length === 0;
      if (!leaving)
        kept.push(
          staying.length === patterns.length ? line : `${staying.join(', ')}:${line.endsWith('\r') ? '\r' : ''}`,
        );
    } else if (!leaving) kept.push(line);
  }
  return kept.join('\n');
}

function bare(pattern: string): string {
  return pattern.startsWith('"') ? (JSON.parse(pattern) as string) : pattern;
}
