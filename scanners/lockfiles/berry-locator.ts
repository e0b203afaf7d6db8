import type { DependencySource } from './lockfile.ts';
import { sourceOf } from './source-of.ts';
import { splitDescriptor } from './yarn-descriptor.ts';

export interface BerryLocator {
  /** The registry's name, which an alias hides. */
  name: string;
  source: DependencySource;
  /** The folder of a workspace. */
  folder?: string;
}

/**
 * Reads a resolution of yarn 2 and later, `name@protocol:reference`: `npm:1.0.0`, `workspace:packages/a`,
 * `patch:name@npm%3A1.0.0#…`, `virtual:…#npm:1.0.0`, and git, tarball, file, link and portal addresses.
 */
export function readBerryLocator(locator: string): BerryLocator {
  const { name, reference } = splitDescriptor(locator);
  if (reference.startsWith('npm:')) return { name, source: 'registry' };
  if (reference.startsWith('workspace:')) {
    const end = reference.indexOf('::');
    return { name, source: 'workspace', folder: reference.slice(10, end === -1 ? undefined : end) };
  }
  if (reference.startsWith('virtual:'))
    return readBerryLocator(`${name}@${reference.slice(reference.indexOf('#') + 1)}`);
  if (reference.startsWith('patch:')) {
    const patched = readBerryLocator(patchedDescriptor(reference));
    // A patch of a registry package has that package's flaws; a patch of anything else stays what it patches. What is patched has
    // an entry of its own, so the patch goes by the name that it is installed under.
    return { ...patched, name, source: patched.source === 'registry' ? 'patch' : patched.source };
  }
  return { name, source: sourceOf(reference) };
}

/** What a patch is made of: `patch:name@npm%3A1.0.0#file::…` is of `name@npm:1.0.0`. */
export function patchedDescriptor(reference: string): string {
  const end = reference.indexOf('#');
  const source = reference.slice('patch:'.length, end === -1 ? undefined : end);
  const { name, reference: range } = splitDescriptor(decoded(source));
  // Before yarn 2.1 the protocol was left out inside a patch.
  return range.includes(':') ? `${name}@${range}` : `${name}@npm:${range}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
