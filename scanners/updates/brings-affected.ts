import { comparePrecedence } from '../osv/index.ts';
import { admits } from './asked-range.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import type { PlanContext } from './plan-state.ts';

/**
 * The first package to be cured that a target asks for anew, or at other versions than the locked one, and that would come in at an
 * affected version, as `name range`. What the plan itself gives another version to is looked at with the rest of it.
 */
export function bringsAffected(
  context: PlanContext,
  { node, target }: { node: LockedNode; target: VersionDocument },
): string | undefined {
  for (const [name, range] of Object.entries({ ...target.optionalDependencies, ...target.dependencies })) {
    if (!context.sickNames.has(name)) continue;
    const asks = (context.graph.asks.get(node.id) ?? []).filter(({ request }) => request.alias === name);
    const held = asks.map(({ to }) => context.graph.nodes.get(to)!);
    if (held.some(({ id, version }) => context.sick.has(id) || admits(range, version))) continue;
    const newest = newestInside(context.documentOf(name), range);
    if (newest !== undefined && context.judge({ name, target: newest, from: newest.version })?.why === 'affected')
      return `${name} ${range}`;
  }
  return undefined;
}

/** What a package manager takes where nothing is locked. */
function newestInside(document: PackageDocument | null | undefined, range: string): VersionDocument | undefined {
  if (!document) return undefined;
  const { latest, versions } = document;
  if (latest !== undefined && admits(range, latest)) return versions.get(latest);
  const inside = [...versions.values()].filter(({ version }) => admits(range, version));
  return inside.sort((a, b) => comparePrecedence(b.version, a.version))[0];
}
