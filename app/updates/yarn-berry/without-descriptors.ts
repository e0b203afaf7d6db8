/** A berry lockfile without some of its descriptors (`name@npm:^1.0.0`); an entry that loses all of them goes. */
export function withoutDescriptors(text: string, isGone: (descriptor: string) => boolean): string {
  const kept: string[] = [];
  let leaving = false;
  for (const line of text.split('\n')) {
    // Entries begin at the margin; what belongs to them is indented, and a long key has its `:` on a line of its own.
    if (/^[^\s#:]/.test(line)) {
      const { descriptors, write } = readKey(line);
      const staying = descriptors.filter((descriptor) => !isGone(descriptor));
      leaving = staying.length === 0;
      if (!leaving) kept.push(staying.length === descriptors.length ? line : write(staying));
    } else if (!leaving) kept.push(line);
  }
  return kept.join('\n');
}

function readKey(line: string) {
  const long = line.startsWith('? ');
  const end = line.endsWith('\r') ? '\r' : '';
  const bare = (long ? line.slice(2) : line).trimEnd().replace(/:$/, '');
  const quoted = bare.startsWith('"');
  const key = quoted ? (JSON.parse(bare) as string) : bare;
  return {
    descriptors: key.split(/, ?/),
    write: (descriptors: readonly string[]) =>
      `${long ? '? ' : ''}${JSON.stringify(descriptors.join(', '))}${long ? '' : ':'}${end}`,
  };
}
