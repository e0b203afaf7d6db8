import { type Lockfile, type UnmetEdge, unmetEdges, unmetPeers } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate, UpdateStep } from '../../scanners/updates/update-plan.ts';

/**
 * What was unmet before stays somebody's wish; what is overridden is this plan's. Where an override goes nothing may be unmet.
 * Package managers' own checks let some of it pass.
 */
export function newlyUnmet(before: Lockfile, after: Lockfile, updates: readonly PlannedUpdate[]): string[] {
  const [overridden, bare] = [namesOf(updates, 'override'), namesOf(updates, 'remove-override')];
  const places = (lockfile: Lockfile) =>
    unmetEdges(lockfile).map(({ by, name, range, version }) => ({
      name,
      text: `${by} asks for ${name}@${range} and would get ${version}`,
    }));
  const known = new Set(places(before).map(({ name }) => name));
  return places(after)
    .filter(({ name }) => !overridden.has(name) && (!known.has(name) || bare.has(name)))
    .map(({ text }) => text);
}

/** Optional ones too: npm lists them as invalid from then on. What the same package did not get before is somebody's own affair. */
export function newlyUnmetPeers(before: Lockfile, after: Lockfile, updates: readonly PlannedUpdate[]): string[] {
  const overridden = namesOf(updates, 'override');
  const wishOf = ({ by, name }: UnmetEdge) => `${by.replace(/@[^@]*$/, '')} ${name}`;
  const known = new Set(unmetPeers(before).map(wishOf));
  return unmetPeers(after)
    .filter((edge) => !overridden.has(edge.name) && !known.has(wishOf(edge)))
    .map(({ by, name, range, version }) => `${by} wants ${name}@${range} beside it and would get ${version}`);
}

function namesOf(updates: readonly PlannedUpdate[], wanted: UpdateStep['kind']): Set<string> {
  return new Set(updates.flatMap(({ steps }) => steps.filter(({ kind }) => kind === wanted).map(({ name }) => name)));
}
