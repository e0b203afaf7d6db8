import type { AlertFacts } from '../alerts/index.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';
import type { LockedGraph, LockedNode } from './locked-graph.ts';
import type { PlanRequest, TargetSuppression } from './plan-request.ts';

export interface HeldAlert {
  alert: AlertFacts;
  suppression: TargetSuppression;
}

export interface AlertedNodes {
  /** Locked versions to be cured. */
  sick: Map<string, { malware: boolean; groups: string[] }>;
  /** The locked versions of each alert that is acted on. */
  nodesOf: Map<AlertFacts, string[]>;
  /** Alerts that somebody decided to live with. */
  held: HeldAlert[];
}

/** Which locked versions the alerts are about. What the lockfile does not hold any more is passed over. */
export function alertedNodes({ alerts, suppressions, now }: PlanRequest, graph: LockedGraph): AlertedNodes {
  const found: AlertedNodes = { sick: new Map(), nodesOf: new Map(), held: [] };
  for (const alert of alerts) {
    const nodes = affectedNodes(alert, graph);
    if (nodes.length === 0) continue;
    const suppression = suppressions
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
      .find((each) => isAbout(each, alert));
    if (suppression !== undefined) {
      found.held.push({ alert, suppression });
      continue;
    }
    found.nodesOf.set(
      alert,
      nodes.map(({ id }) => id),
    );
    for (const { id } of nodes) {
      const known = found.sick.get(id) ?? { malware: false, groups: [] };
      known.malware ||= alert.kind === 'malware';
      known.groups.push(alert.groupKey);
      found.sick.set(id, known);
    }
  }
  return found;
}

function affectedNodes({ packageName, versions }: AlertFacts, { named }: LockedGraph): LockedNode[] {
  const all = named.get(packageName) ?? [];
  return all.filter(({ version, matchable }) => matchable && versions.includes(version));
}

/** One with a range is about targets, not about findings. */
function isAbout({ package: name, range, advisory, devOnly }: TargetSuppression, alert: AlertFacts): boolean {
  if (range !== undefined || (name === undefined && advisory === undefined)) return false;
  if (name !== undefined && name !== alert.packageName) return false;
  if (devOnly && !isDevOnly(alert)) return false;
  return advisory === undefined || [alert.groupKey, ...alert.advisoryIds, ...alert.aliases].includes(advisory);
}
