/** A descriptor or locator, `name@reference`, taken apart at the `@` that no scope starts with. */
export function splitDescriptor(descriptor: string): { name: string; reference: string } {
  const at = descriptor.indexOf('@', 1);
  if (at === -1) return { name: descriptor, reference: '' };
  return { name: descriptor.slice(0, at), reference: descriptor.slice(at + 1) };
}

/** What `npm:` aliases: `npm:real@^1` names another package, `npm:^1` does not. */
export function aliasTarget(reference: string): { name: string; reference: string } | undefined {
  if (!reference.startsWith('npm:')) return undefined;
  const target = reference.slice(4);
  return target.indexOf('@', 1) === -1 ? undefined : splitDescriptor(target);
}
