import type { LockfileFormat } from '../../../scanners/lockfiles/index.ts';
import type { OwnOverride, PlannedUpdate } from '../../../scanners/updates/index.ts';
import { overrideKey, writtenOverrides } from './written-overrides.ts';

export interface OverridesToCompare {
  before: ReadonlyMap<string, string>;
  /** The files that are other than before. */
  edited: ReadonlyMap<string, string>;
  format: LockfileFormat;
  updates: readonly PlannedUpdate[];
  /** Those of ours that stood before. */
  own: readonly OwnOverride[];
}

/** The overrides that an edit brought in, as they are written: this is how they are known to be ours later. One of a person's that was raised stays theirs. */
export function addedOverrides({ before, edited, format, updates, own }: OverridesToCompare): OwnOverride[] {
  const was = new Map(writtenOverrides(before, format).map((each) => [overrideKey(each), each.range]));
  const ours = new Set(own.map(overrideKey));
  const overridden = updates.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'override'));
  return writtenOverrides(new Map([...before, ...edited]), format).flatMap((each): OwnOverride[] => {
    const key = overrideKey(each);
    if (was.get(key) === each.range || (was.has(key) && !ours.has(key))) return [];
    const name = overridden.find((step) => isFor(each.selector, step.name))?.name;
    return name === undefined ? [] : [{ name, ...each }];
  });
}

/** Those of our own that stand as we wrote them. What a person changed is theirs. */
export function standingOverrides(
  files: ReadonlyMap<string, string>,
  format: LockfileFormat,
  own: readonly OwnOverride[],
): OwnOverride[] {
  if (own.length === 0) return [];
  const written = new Map(writtenOverrides(files, format).map((each) => [overrideKey(each), each.range]));
  return own.filter((each) => written.get(overrideKey(each)) === each.range);
}

/** `name`, `name@^1`, `**\/parent/name`. */
function isFor(selector: string, name: string): boolean {
  return selector === name || selector.startsWith(`${name}@`) || selector.endsWith(`/${name}`);
}
