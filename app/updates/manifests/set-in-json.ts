import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { EditError } from '../edit-failure.ts';

/** Sets one text in a JSON file, in place: nothing else of the file changes, its formatting included. */
export function setInJson(file: string, text: string, path: readonly string[], value: string): string {
  const root = expectObject(file, text);
  const there = findNodeAtLocation(root, [...path]);
  if (there !== undefined) return replace(text, there.offset, there.length, JSON.stringify(value));
  let holder = root;
  let depth = 0;
  for (; depth < path.length - 1; depth++) {
    const next = findNodeAtLocation(holder, [path[depth]!]);
    if (next === undefined) break;
    if (next.type !== 'object')
      throw new EditError('input', `${file}: expected an object at ${path.slice(0, depth + 1).join('.')}.`);
    holder = next;
  }
  const added = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return insert(text, holder, path[depth]!, added);
}

/** The text at a path, where there is one. */
export function stringInJson(file: string, text: string, path: readonly string[]): string | undefined {
  const value: unknown = findNodeAtLocation(expectObject(file, text), [...path])?.value;
  return typeof value === 'string' ? value : undefined;
}

export function hasInJson(file: string, text: string, path: readonly string[]): boolean {
  return findNodeAtLocation(expectObject(file, text), [...path]) !== undefined;
}

export function expectObject(file: string, text: string): Node {
  const errors: ParseError[] = [];
  const tree = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: false, disallowComments: true });
  if (tree?.type === 'object' && errors.length === 0) return tree;
  const line = text.slice(0, errors[0]?.offset ?? 0).split('\n').length;
  throw new EditError('input', `${file}:${line}: expected a JSON object, found something else. Correct the file.`);
}

function insert(text: string, holder: Node, key: string, value: unknown): string {
  const last = holder.children?.at(-1);
  const closing = holder.offset + holder.length - 1;
  const isOneLine = !text.slice(holder.offset, closing).includes('\n') && last !== undefined;
  if (isOneLine) {
    return replace(text, last.offset + last.length, 0, `, ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  }
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const outer = indentAt(text, closing);
  const inner = last === undefined ? outer + unit : indentAt(text, last.offset);
  const lines = JSON.stringify(value, null, unit).replaceAll('\n', eol + inner);
  const property = `${eol}${inner}${JSON.stringify(key)}: ${lines}`;
  if (last !== undefined) return replace(text, last.offset + last.length, 0, `,${property}`);
  return replace(text, holder.offset + 1, closing - holder.offset - 1, `${property}${eol}${outer}`);
}

/** What the line begins with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function replace(text: string, offset: number, length: number, by: string): string {
  return text.slice(0, offset) + by + text.slice(offset + length);
}
