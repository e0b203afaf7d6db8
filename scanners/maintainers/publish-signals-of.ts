import { isObject, own } from './own-field.ts';
import type { PublishSignals } from './publish-signals.ts';

const MOST_NAMES = 500;
const LONGEST_NAME = 214;
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/**
 * How a version was published, from its manifest in a full document. A registry that records who published leaves out what is not
 * so; one that does not record it may leave out anything, and then only what is there is known.
 */
export function publishSignalsOf(manifest: object, keep: KeepList): PublishSignals | undefined {
  const user = own(manifest, '_npmUser');
  const recorded = isObject(user) && nameOf(user) !== undefined;
  const otherwise = recorded ? false : undefined;
  const signals: PublishSignals = {
    publisher: isObject(user) ? nameOf(user) : undefined,
    trustedPublisher: recorded ? isObject(own(user, 'trustedPublisher')) : undefined,
    provenance: isObject(own(own(manifest, 'dist'), 'attestations')) ? true : otherwise,
    installScripts: installScriptsOf(manifest) ?? otherwise,
    bins: binsOf(manifest, recorded, keep),
    maintainers: maintainersOf(own(manifest, 'maintainers'), keep),
    gitHead: typeof own(manifest, 'gitHead') === 'string' ? true : otherwise,
  };
  return Object.values(signals).every((signal) => signal === undefined) ? undefined : signals;
}

/** The same list for the same names: versions of a package mostly repeat each other's. */
export type KeepList = (names: readonly string[]) => readonly string[];

export function createKeepList(): KeepList {
  const kept = new Map<string, readonly string[]>();
  return (names) => {
    const key = JSON.stringify(names);
    const known = kept.get(key);
    if (known !== undefined) return known;
    kept.set(key, names);
    return names;
  };
}

/** Whether installing it runs something; undefined where the manifest does not say. */
export function installScriptsOf(manifest: object): boolean | undefined {
  const scripts = own(manifest, 'scripts');
  const has = own(manifest, 'hasInstallScript');
  if (has === true || INSTALL_SCRIPTS.some((name) => typeof own(scripts, name) === 'string')) return true;
  return has === false || isObject(scripts) ? false : undefined;
}

/** `recorded`: the registry says who published, and so leaves out only what is not there. */
export function binsOf(manifest: object, recorded: boolean, keep: KeepList): readonly string[] | undefined {
  const bin = own(manifest, 'bin');
  if (isObject(bin)) return sorted(Object.keys(bin), keep);
  const name = own(manifest, 'name');
  if (typeof bin === 'string' && typeof name === 'string') return sorted([name.replace(/^@[^/]*\//, '')], keep);
  // A folder of commands: its names are in the archive alone.
  if (bin !== undefined || own(own(manifest, 'directories'), 'bin') !== undefined) return undefined;
  return recorded ? keep([]) : undefined;
}

function maintainersOf(list: unknown, keep: KeepList): readonly string[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const names = list.slice(0, MOST_NAMES + 1).map((each) => (isObject(each) ? nameOf(each) : undefined));
  return names.every((name) => name !== undefined) ? sorted(names, keep) : undefined;
}

function nameOf(person: object): string | undefined {
  const name = own(person, 'name');
  return typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME ? name : undefined;
}

/** More than is believable is as good as unknown. */
function sorted(names: readonly string[], keep: KeepList): readonly string[] | undefined {
  if (names.length > MOST_NAMES || names.some((name) => name.length > LONGEST_NAME)) return undefined;
  return keep([...new Set(names)].sort());
}
