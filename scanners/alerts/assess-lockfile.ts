import type { InventoryItem } from '../lockfiles/index.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';
import type { Matcher } from '../osv/index.ts';
import type { AlertFacts } from './alert-facts.ts';
import { assessPackage } from './assess-package.ts';

/** What is to be said of a whole lockfile, in the order of package names. `prodOnly` leaves out what only development needs. */
export function assessLockfile(
  items: readonly InventoryItem[],
  matcher: Matcher,
  { prodOnly = false }: { prodOnly?: boolean } = {},
): AlertFacts[] {
  const packages = new Map<string, InventoryItem[]>();
  for (const item of items) {
    if (prodOnly && isDevOnly(item)) continue;
    const held = packages.get(item.name);
    if (held) held.push(item);
    else packages.set(item.name, [item]);
  }
  const names = [...packages.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return names.flatMap((packageName) => {
    const held = packages.get(packageName)!;
    const found = new Set(held.flatMap(({ name, version }) => matcher.match(name, version)));
    if (found.size === 0) return [];
    const advisories = matcher.known?.(packageName) ?? [...found];
    return assessPackage({ packageName, held, advisories });
  });
}
