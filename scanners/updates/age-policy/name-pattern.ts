/** Longer ones are no names, and match nothing. */
const LONGEST = 300;

/**
 * Whether a package's name is what a pattern says: `*` stands for anything but a slash, `**` for anything. By hand, since patterns
 * come from repositories and expressions made of them can take for ever: this takes pattern times name.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const parts = pattern.split(/(\*+)/).filter((part) => part !== '');
  return (name) => {
    if (pattern.length > LONGEST || name.length > LONGEST) return false;
    // The places up to which the name can be matched so far.
    let places = new Set([0]);
    for (const part of parts) {
      const next = new Set<number>();
      for (const place of places) {
        if (!part.startsWith('*')) {
          if (name.startsWith(part, place)) next.add(place + part.length);
          continue;
        }
        for (let at = place; at <= name.length; at++) {
          if (next.has(at) && at > place) break;
          next.add(at);
          if (part === '*' && name[at] === '/') break;
        }
      }
      places = next;
    }
    return places.has(name.length);
  };
}
