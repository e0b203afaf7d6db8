import type { LockfileFormat } from '../../../scanners/lockfiles/index.ts';
import { EditError } from '../edit-failure.ts';
import { OVERRIDE_SECTIONS, PNPM_WORKSPACE } from './apply-override-steps.ts';
import { isObject } from './scratch-manifest.ts';
import { readYaml } from './set-in-yaml.ts';

/** An override as it stands in a project's files. */
export interface WrittenOverride {
  /** Relative to the lockfile. */
  file: string;
  section: string[];
  selector: string;
  range: string;
}

/** Where the package manager of the lockfile takes overrides from. */
export function writtenOverrides(files: ReadonlyMap<string, string>, format: LockfileFormat): WrittenOverride[] {
  const places = [{ file: 'package.json', section: [...OVERRIDE_SECTIONS[format]] }];
  if (format === 'pnpm') places.push({ file: PNPM_WORKSPACE, section: ['overrides'] });
  return places.flatMap((place) => {
    const found = place.section.reduce<unknown>(own, readFile(place.file, files.get(place.file)));
    if (!isObject(found)) return [];
    return Object.entries(found).flatMap(([selector, range]) =>
      typeof range === 'string' ? [{ ...place, selector, range }] : [],
    );
  });
}

/** The same for entries that are in one place under one key. */
export function overrideKey({ file, section, selector }: Omit<WrittenOverride, 'range'>): string {
  return JSON.stringify([file, section, selector]);
}

function readFile(file: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return file === PNPM_WORKSPACE
      ? readYaml(file, text).toJS({ maxAliasCount: 100 })
      : JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // What cannot be read holds none that are known to be ours.
    if (error instanceof SyntaxError || error instanceof ReferenceError || error instanceof EditError) return undefined;
    throw error;
  }
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
