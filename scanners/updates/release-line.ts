import { major, minor, satisfies } from 'semver';
import type { PackageDocument, VersionDocument } from './package-document.ts';

/** Whether npm's caret takes the two for compatible: the same major, or below 1.0.0 the same minor. */
export function sameLine(a: string, b: string): boolean {
  const line = lineOf(a);
  return line !== undefined && satisfies(b, line, { loose: true, includePrerelease: true });
}

/** `^3`, `^0.2`: the line of versions that holds this one; undefined for `0.0.x`, where each version is a line of its own. */
export function lineOf(version: string): string | undefined {
  try {
    const first = major(version, { loose: true });
    const second = minor(version, { loose: true });
    if (first > 0) return `^${first}`;
    return second > 0 ? `^0.${second}` : undefined;
  } catch {
    return undefined;
  }
}

/** What the package has on the line of a version, the version itself included. */
export function lineOfVersion({ versions }: PackageDocument, version: string): VersionDocument[] {
  return [...versions.values()].filter((each) => sameLine(version, each.version));
}
