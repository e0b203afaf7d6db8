import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { expectObject } from './set-in-json.ts';

/** Takes a property out of a JSON file, with the objects around it that are empty then; the rest of the file stays as it is. */
export function removeInJson(file: string, text: string, path: readonly string[]): string {
  const root = expectObject(file, text);
  for (let depth = path.length; depth > 0; depth--) {
    const property = findNodeAtLocation(root, path.slice(0, depth))?.parent;
    if (property === undefined) return text;
    const siblings = property.parent!.children!;
    if (siblings.length > 1 || depth === 1) return cut(text, property, siblings);
  }
  return text;
}

function cut(text: string, property: Node, siblings: readonly Node[]): string {
  const at = siblings.indexOf(property);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  const end = property.offset + property.length;
  // With the comma and the space that part it from its neighbour; alone, with the space that is left in the braces.
  if (after !== undefined) return text.slice(0, property.offset) + text.slice(after.offset);
  if (before !== undefined) return text.slice(0, before.offset + before.length) + text.slice(end);
  const holder = property.parent!;
  return text.slice(0, holder.offset + 1) + text.slice(holder.offset + holder.length - 1);
}
