import { isObject, type JsonObject } from './json-text.ts';
import { splitDescriptor } from './yarn-descriptor.ts';

/** Which entry answers a descriptor. */
export interface YarnIndex {
  add(descriptor: string, key: string): void;
  /** From now on the patch at `key` answers for the entry at `plain`: always, or only for what has no descriptor of its own. */
  patch(plain: string, key: string, always: boolean): void;
  /** The entry's key for what a manifest or entry asks for; nothing when the lockfile has none. */
  find(name: string, range: string): string | undefined;
}

/**
 * Yarn resolves by descriptor, `name@range`. The root's `resolutions` change a descriptor before it is looked up, so that what an
 * entry asks for may not stand in the file: then the resolution is applied, and else the only entry of that name is meant.
 */
export function yarnIndex(root: JsonObject | undefined): YarnIndex {
  const keys = new Map<string, string>();
  const byName = new Map<string, Set<string>>();
  const patches = new Map<string, { key: string; always: boolean }>();
  const resolutions = readResolutions(root);
  const exact = (name: string, range: string) => keys.get(`${name}@${range}`) ?? keys.get(`${name}@npm:${range}`);
  const answer = (key: string) => {
    const patch = patches.get(key);
    return patch?.always ? patch.key : key;
  };
  const fallback = (name: string) => {
    const forced = resolutions.get(name);
    const resolved = forced === undefined ? undefined : exact(name, forced);
    if (resolved !== undefined) return answer(resolved);
    const candidates = byName.get(name);
    const only = candidates?.size === 1 ? (candidates.values().next().value as string) : undefined;
    return only === undefined ? undefined : (patches.get(only)?.key ?? only);
  };
  return {
    add(descriptor, key) {
      keys.set(descriptor, key);
      const { name, reference } = splitDescriptor(descriptor);
      if (reference.startsWith('patch:')) return;
      const known = byName.get(name);
      if (known === undefined) byName.set(name, new Set([key]));
      else known.add(key);
    },
    patch(plain, key, always) {
      patches.set(plain, { key, always });
    },
    find(name, range) {
      const key = exact(name, range);
      return key === undefined ? fallback(name) : answer(key);
    },
  };
}

/** `resolutions` keys are `name`, `name@range`, `parent/name` or glob paths: the last name is the package that is meant. */
function readResolutions(root: JsonObject | undefined): Map<string, string> {
  const read = new Map<string, string>();
  if (!isObject(root?.resolutions)) return read;
  for (const [pattern, range] of Object.entries(root.resolutions)) {
    if (typeof range !== 'string') continue;
    const parts = pattern.split('/');
    const last = parts.at(-1)!;
    const scope = parts.at(-2);
    const name = splitDescriptor(scope?.startsWith('@') ? `${scope}/${last}` : last).name;
    read.set(name, range);
  }
  return read;
}
