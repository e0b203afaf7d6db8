import { visit } from 'jsonc-parser';
import type { LockfileFormat } from './lockfile.ts';

/**
 * The 1-based lines on which entries stand, for those of `keys` (keys of `Lockfile.dependencies`) that the text holds: one pass
 * over the text. Where an entry stands twice (pnpm: package and snapshot), the first line counts.
 */
export function locateEntries(text: string, format: LockfileFormat, keys: Iterable<string>): Map<string, number> {
  const wanted = new Set(keys);
  const lines = new Map<string, number>();
  const found = (key: string, line: number) => {
    if (wanted.has(key) && !lines.has(key)) lines.set(key, line);
  };
  if (format === 'npm' || format === 'bun') locateInJson(text, found);
  else locateInLines(text, format, found);
  return lines;
}

type Found = (key: string, line: number) => void;

/** `packages` holds keys as they are; where there is none, nested `dependencies` (npm 6 and before) are turned into install paths. */
function locateInJson(text: string, found: Found): void {
  const nested: [key: string, line: number][] = [];
  const keys: string[] = [];
  let property = '';
  let flat = false;
  visit(text, {
    onObjectProperty: (name, _offset, _length, startLine) => {
      property = name;
      if (keys.length === 1 && name === 'packages') flat = true;
      else if (keys.length === 2 && keys[1] === 'packages') found(name, startLine + 1);
      else if (!flat && keys.length % 2 === 0 && keys.at(-1) === 'dependencies') {
        nested.push([installPath(keys, name), startLine + 1]);
      }
    },
    onObjectBegin: () => {
      keys.push(property);
    },
    onObjectEnd: () => {
      keys.pop();
    },
  });
  if (!flat) for (const [key, line] of nested) found(key, line);
}

/** `keys` is `''`, `dependencies`, `a`, `dependencies` …: the names are every second one. */
function installPath(keys: readonly string[], name: string): string {
  let path = '';
  for (let at = 2; at < keys.length; at += 2) path += `node_modules/${keys[at]}/`;
  return `${path}node_modules/${name}`;
}

/** Yarn's entries stand at the margin and go by their first descriptor; pnpm's stand one level in, under two headings. */
function locateInLines(text: string, format: LockfileFormat, found: Found): void {
  let section = '';
  let indent = 0;
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    line++;
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const depth = first - start;
    if (first < end && text.charCodeAt(first) !== 35 && text.charCodeAt(first) !== 13) {
      if (depth === 0) {
        indent = 0;
        section = format === 'pnpm' ? keyOf(text.slice(first, end)) : '';
        if (format !== 'pnpm') found(firstDescriptor(text.slice(first, end)), line);
      } else if (section === 'packages' || section === 'snapshots') {
        if (indent === 0) indent = depth;
        if (depth === indent) found(keyOf(text.slice(first, end)), line);
      }
    }
    start = end + 1;
  }
}

/** The key of a YAML line `key:`, `'key':`, `"key": value`, or of the `? key` that long keys are written as. */
function keyOf(line: string): string {
  const text = (line.startsWith('? ') ? line.slice(2) : line).trim();
  const quote = text.charAt(0);
  if (quote === "'") return text.slice(1, text.lastIndexOf("'")).replaceAll("''", "'");
  if (quote === '"') return text.slice(1, text.lastIndexOf('"'));
  if (text.startsWith('?')) return text;
  const colon = text.indexOf(': ');
  if (colon !== -1) return text.slice(0, colon);
  return text.endsWith(':') ? text.slice(0, -1) : text;
}

/** Of `"a@^1, a@^2":`, `a@^1, "b@npm:a@^1":` and the like the first. */
function firstDescriptor(line: string): string {
  const text = line.startsWith('? ') ? line.slice(2) : line;
  if (text.startsWith('"')) {
    const close = text.indexOf('"', 1);
    const inside = text.slice(1, close === -1 ? undefined : close);
    const comma = inside.indexOf(',');
    return comma === -1 ? inside : inside.slice(0, comma).trim();
  }
  const comma = text.indexOf(',');
  const colon = text.lastIndexOf(':');
  return text.slice(0, comma === -1 ? colon : comma).trim();
}
