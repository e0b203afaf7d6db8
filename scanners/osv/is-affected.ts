import type { Advisory, AffectedPackage } from './advisory.ts';
import { compileOnce, holdsVersion } from './compile-affected.ts';
import { parseVersion } from './version-precedence.ts';

/**
 * Is this version listed in `versions`, or inside one of the ranges by precedence? An entry with neither affects
 * nothing. Withdrawn records are not looked at here: `affects` does.
 * Source: https://ossf.github.io/osv-schema/#evaluation
 */
export function isAffected(affected: AffectedPackage, version: string): boolean {
  return holdsVersion(compileOnce(affected), version, parseVersion(version));
}

/** Does this record concern this version of this package, by any of its entries? A withdrawn one never does. */
export function affects(advisory: Advisory, name: string, version: string): boolean {
  if (advisory.withdrawn !== undefined) return false;
  return advisory.affected.some((affected) => affected.name === name && isAffected(affected, version));
}
