import type { DependencyScope } from '../lockfiles/lockfile.ts';
import {
  type Advisory,
  type AdvisoryGroup,
  type AffectedPackage,
  comparePrecedence,
  compareSeverity,
  groupAdvisories,
  isAffected,
  lowestFix,
  type SeverityRating,
} from '../osv/index.ts';
import type { AlertFacts } from './alert-facts.ts';
import { wayOver, waysOf } from './ways-over.ts';

/** A version of one package that a lockfile holds, and why. */
export interface HeldVersion {
  version: string;
  direct: boolean;
  scopes: readonly DependencyScope[];
  /** Shortest path from a project to the parent, as `name@version`; empty where a project asks for it itself. */
  path: readonly string[];
  /** Keys of its entries in the lockfile, where they are known. */
  keys?: readonly string[];
}

export interface PackageToAssess {
  packageName: string;
  held: readonly HeldVersion[];
  /**
   * Records that name the package. Those that affect no held version raise nothing, but no fix is offered that they
   * affect: an update must not lead into the next alert. Withdrawn ones are left out.
   */
  advisories: readonly Advisory[];
}

/** What is to be said of one package in one lockfile: one entry for each group of advisories that affects it. */
export function assessPackage({ packageName, held, advisories }: PackageToAssess): AlertFacts[] {
  const known: AffectedPackage[] = [];
  const hits = new Map<string, Hit>();
  for (const advisory of advisories) {
    if (advisory.withdrawn !== undefined) continue;
    const entries = advisory.affected.filter((entry) => entry.name === packageName);
    known.push(...entries);
    const hit = findHit(entries, held);
    if (hit.versions.size > 0) hits.set(advisory.id, hit);
  }
  if (hits.size === 0) return [];

  const affecting = advisories.filter(({ id, withdrawn }) => withdrawn === undefined && hits.has(id));
  return groupAdvisories(affecting).map((group) => describeGroup({ packageName, held, group, hits, known }));
}

/** Where one advisory meets the lockfile: the held versions, and the entries of the record that name them. */
interface Hit {
  versions: Set<string>;
  entries: AffectedPackage[];
}

function findHit(entries: readonly AffectedPackage[], held: readonly HeldVersion[]): Hit {
  const hit: Hit = { versions: new Set(), entries: [] };
  for (const entry of entries) {
    const versions = held.filter(({ version }) => isAffected(entry, version));
    if (versions.length > 0) hit.entries.push(entry);
    for (const { version } of versions) hit.versions.add(version);
  }
  return hit;
}

interface GroupToDescribe {
  packageName: string;
  held: readonly HeldVersion[];
  group: AdvisoryGroup;
  hits: ReadonlyMap<string, Hit>;
  known: readonly AffectedPackage[];
}

function describeGroup({ packageName, held, group, hits, known }: GroupToDescribe): AlertFacts {
  const { advisories } = group;
  const groupHits = advisories.map(({ id }) => hits.get(id)!);
  const versions = [...new Set(groupHits.flatMap((hit) => [...hit.versions]))].sort(byPrecedence);
  const affected = held.filter(({ version }) => versions.includes(version));
  const advisoryIds = distinct(advisories.map(({ id }) => id));
  const malware = advisories.some((advisory) => advisory.malware);
  return {
    packageName,
    kind: malware ? 'malware' : 'vulnerability',
    groupKey: group.key,
    advisoryIds,
    aliases: distinct(advisories.flatMap(({ aliases, upstream }) => [...aliases, ...upstream])).filter(
      (id) => !advisoryIds.includes(id),
    ),
    summary: advisories.find(({ summary }) => summary !== '')?.summary ?? '',
    ...rate(advisories, hits, malware),
    versions,
    fixes: Object.fromEntries(versions.map((version) => [version, lowestFix(version, known) ?? null])),
    ways: waysOf(affected),
    ...wayOver(affected),
    publishedAt: earliest(advisories),
    keys: affected.flatMap(({ keys = [] }) => keys),
  };
}

/**
 * The worst rating of the group. A record's rating of this very package goes before its general one. The records of a
 * group speak of one flaw, so one that gives no rating takes nothing from one that does; only where none of them gives
 * one is the level unknown. Malware is critical whatever a record says.
 */
function rate(
  advisories: readonly Advisory[],
  hits: ReadonlyMap<string, Hit>,
  malware: boolean,
): Pick<AlertFacts, 'severity' | 'score'> {
  const ratings = advisories.flatMap((advisory) => ratingsOf(advisory, hits.get(advisory.id)!));
  const rated = ratings.filter(({ level }) => level !== 'unknown').sort(byUrgency);
  const worst = rated[0] ?? { level: 'unknown' };
  if (!malware) return { severity: worst.level, score: worst.score };
  return { severity: 'critical', score: worst.level === 'critical' ? worst.score : undefined };
}

function ratingsOf(advisory: Advisory, hit: Hit): SeverityRating[] {
  return hit.entries.map(({ severity }) =>
    severity === undefined || severity.level === 'unknown' ? advisory.severity : severity,
  );
}

function byUrgency(a: SeverityRating, b: SeverityRating): number {
  return compareSeverity(a.level, b.level) || (b.score ?? -1) - (a.score ?? -1);
}

/** By precedence, and by spelling where that says nothing (build metadata), so that the order is always the same. */
function byPrecedence(a: string, b: string): number {
  return comparePrecedence(a, b) || bySpelling(a, b);
}

function earliest(advisories: readonly Advisory[]): string | undefined {
  const dated = advisories.filter(({ published }) => published !== undefined && !Number.isNaN(Date.parse(published)));
  return dated.sort((a, b) => Date.parse(a.published!) - Date.parse(b.published!))[0]?.published;
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(bySpelling);
}

function bySpelling(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
