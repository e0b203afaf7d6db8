/** The lines `key = value` of an .npmrc; the last of a key counts. Variables (`${…}`) are never filled in. */
export function readNpmrc(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const trimmed = line.trim();
    const at = trimmed.indexOf('=');
    if (at <= 0 || trimmed.startsWith('#') || trimmed.startsWith(';') || trimmed.startsWith('[')) continue;
    const value = trimmed.slice(at + 1).trim();
    settings.set(trimmed.slice(0, at).trim(), /^(".*"|'.*')$/.test(value) ? value.slice(1, -1) : value);
  }
  return settings;
}
