import type { UpdateStep } from './update-plan.ts';

type Section = Extract<UpdateStep, { kind: 'manifest' }>['section'];

/** Where a project's package.json asks for a package, and how. */
export interface ManifestRequest {
  /** What it asks for; what the lockfile repeats of it where the manifest is not there. */
  range: string;
  /** Empty where the manifest is not there, cannot be read, or does not name it. */
  sections: Section[];
}

const SECTIONS: readonly Section[] = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** A library that develops against its own peer asks for it twice: the peer's range is then its users' affair. */
export function readManifestRequest(text: string | undefined, alias: string, lockedRange: string): ManifestRequest {
  const manifest = text === undefined ? undefined : parsed(text);
  const asked = (section: Section) => textIn(manifest, section, alias);
  let sections = SECTIONS.filter((section) => asked(section) !== undefined);
  if (sections.length === 0 && asked('peerDependencies') !== undefined) sections = ['peerDependencies'];
  // npm, yarn and pnpm install what optionalDependencies say, where a name is in several.
  const strongest = sections.includes('optionalDependencies') ? 'optionalDependencies' : sections[0];
  const range = strongest === undefined ? undefined : asked(strongest);
  return { range: range ?? lockedRange, sections: sections.filter((section) => asked(section) === range) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function textIn(manifest: unknown, section: string, alias: string): string | undefined {
  const list = own(manifest, section);
  const asked = own(list, alias);
  return typeof asked === 'string' ? asked : undefined;
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
