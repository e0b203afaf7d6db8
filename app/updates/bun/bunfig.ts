/** Of a project's bunfig.toml the lines that say how old a version has to be; nothing else reaches bun. */
export function bunAge(text: string): string[] {
  const age = /^\s*minimumReleaseAge\s*=\s*(\d{1,12})\s*(?:#.*)?$/m.exec(text)?.[1];
  return age === undefined ? [] : [`minimumReleaseAge = ${age}`];
}

/** The registries that it names: addresses with their scope, `default` for all others. */
export function bunRegistries(text: string): { scope: string; address: string }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const found = /^\s*(?:"?(@[\w.~-]+)"?|registry)\s*=[^"'#]*(?:\{[^}]*?url\s*=\s*)?["']([^"']+)["']/.exec(line);
    return found === null ? [] : [{ scope: found[1] ?? 'default', address: found[2]! }];
  });
}
