import type { PackageFields } from './lock-tree.ts';

const FIELDS = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'funding',
  'engines',
  'os',
  'cpu',
  'libc',
  'license',
  'bin',
  'deprecated',
] as const;

/** What npm repeats of a manifest in lockfiles, in the one form in which it writes each field. */
export function normalFields(manifest: PackageFields): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const field of FIELDS) {
    const value = normal(field, manifest);
    if (isWorthKeeping(value)) fields[field] = value;
  }
  // npm takes what is in both for optional.
  const optional = Object.keys(manifest.optionalDependencies ?? {});
  if (optional.length > 0 && manifest.dependencies !== undefined) {
    const needed = Object.entries(manifest.dependencies).filter(([name]) => !optional.includes(name));
    delete fields['dependencies'];
    if (needed.length > 0) fields['dependencies'] = Object.fromEntries(needed);
  }
  return fields;
}

function normal(field: (typeof FIELDS)[number], manifest: PackageFields): unknown {
  const value = manifest[field];
  switch (field) {
    case 'bin':
      return bins(value, manifest.name ?? '');
    case 'funding':
      return Array.isArray(value) ? value.map(asAddress) : asAddress(value);
    case 'license':
      return typeof value === 'object' && value !== null && 'type' in value ? value.type : value;
    case 'bundleDependencies':
      return value ?? manifest['bundledDependencies'];
    default:
      return value;
  }
}

function bins(value: unknown, name: string): unknown {
  const own = name.slice(name.indexOf('/') + 1);
  const all = typeof value === 'string' ? { [own]: value } : value;
  if (typeof all !== 'object' || all === null) return undefined;
  const entries = Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries.map(([command, path]) => [command, path.replace(/^(\.?\/)+/, '')]));
}

function asAddress(value: unknown): unknown {
  return typeof value === 'string' ? { url: value } : value;
}

function isWorthKeeping(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
