/** An override that a project's package.json holds for a package wherever it is asked for. */
export interface ProjectOverride {
  name: string;
  /** The key as it is written: `name`, `name@^1`, `**\/name`. */
  selector: string;
  value: string;
}

const PLACES: readonly (readonly string[])[] = [['overrides'], ['resolutions'], ['pnpm', 'overrides']];

/** The overrides of npm, yarn, pnpm and bun in a root manifest. Those for one parent's children only are left out. */
export function readOverrides(manifest: string): ProjectOverride[] {
  const root = parsed(manifest);
  return PLACES.flatMap((path) => {
    const list = path.reduce<unknown>((at, key) => own(at, key), root);
    if (typeof list !== 'object' || list === null) return [];
    return Object.entries(list).flatMap(([selector, value]): ProjectOverride[] => {
      const name = typeof value === 'string' ? nameOf(selector) : undefined;
      return name === undefined ? [] : [{ name, selector, value: value as string }];
    });
  });
}

/** Undefined for `parent/name`, `parent>name` and the like. */
function nameOf(selector: string): string | undefined {
  const bare = selector.startsWith('**/') ? selector.slice(3) : selector;
  const at = bare.indexOf('@', 1);
  const name = at > 0 ? bare.slice(0, at) : bare;
  const slashes = name.split('/').length - 1;
  const plain = name.startsWith('@') ? slashes === 1 : slashes === 0;
  return plain && !name.includes('>') ? name : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
