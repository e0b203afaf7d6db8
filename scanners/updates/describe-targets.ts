import { comparePublishSignals, type SignalComparison } from '../maintainers/index.ts';
import { comparePrecedence } from '../osv/index.ts';
import { momentOf } from './age-policy/index.ts';
import { byOurAge } from './age-rule.ts';
import type { LockedNode } from './locked-graph.ts';
import type { PackageDocument, VersionDocument } from './package-document.ts';
import type { PlanContext, PlanState } from './plan-state.ts';
import { bringsVersion } from './plan-steps.ts';
import { lineOfVersion } from './release-line.ts';
import type { UpdateStep, UpdateTarget } from './update-plan.ts';

/** What there is to know of each version that the steps bring, in the order of names. */
export function describeTargets(
  { context, state }: { context: PlanContext; state: PlanState },
  steps: readonly UpdateStep[],
): UpdateTarget[] {
  const targets = new Map<string, UpdateTarget>();
  for (const { name, version } of steps.filter(bringsVersion)) {
    const id = `${name}@${version}`;
    if (!targets.has(id))
      targets.set(id, describe(context, { name, version, from: replaced(context, state, { name, version }) }));
  }
  return [...targets.values()].sort(
    (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || comparePrecedence(a.version, b.version),
  );
}

/** The locked versions whose place a target takes. */
export function replacedNodes(
  { graph }: PlanContext,
  { placed }: PlanState,
  { name, version }: { name: string; version: string },
): LockedNode[] {
  return (graph.named.get(name) ?? []).filter(({ id }) => placed.get(id)?.versions.includes(version));
}

function replaced(context: PlanContext, state: PlanState, target: { name: string; version: string }): string[] {
  const versions = replacedNodes(context, state, target).map(({ version }) => version);
  return [...new Set(versions)].sort(comparePrecedence);
}

function describe(
  context: PlanContext,
  { name, version, from }: { name: string; version: string; from: string[] },
): UpdateTarget {
  const document = context.documentOf(name);
  const target = document?.versions.get(version);
  const nothing: UpdateTarget = { name, version, from, signals: [], unknownSignals: [] };
  if (!document || target === undefined) return nothing;
  const { settings, now } = context.request;
  const { repository } = document;
  const released = momentOf(Date.parse(target.publishedAt ?? ''));
  const { changes, unknown } = compareAll(document, target, from);
  return {
    ...nothing,
    ...(released === undefined ? {} : { released }),
    ...(byOurAge(target, settings.minReleaseAgeDays, now) === undefined ? {} : { ageSkipped: true as const }),
    signals: changes,
    unknownSignals: unknown,
    ...(repository === undefined ? {} : { repository, notes: notesAt(repository) }),
  };
}

/** What changed since any of the versions that go; the same change is told once. */
function compareAll(document: PackageDocument, target: VersionDocument, from: readonly string[]): SignalComparison {
  const line = lineOfVersion(document, target.version);
  const all = from.flatMap((version) => {
    const locked = document.versions.get(version);
    return locked === undefined ? [] : [comparePublishSignals(locked, target, line)];
  });
  const changes = new Map(all.flatMap(({ changes }) => changes.map((change) => [change.text, change] as const)));
  return { changes: [...changes.values()], unknown: [...new Set(all.flatMap(({ unknown }) => unknown))] };
}

/** GitHub has a page of releases, though not every package uses it. */
function notesAt(repository: string): string {
  return repository.startsWith('https://github.com/') ? `${repository}/releases` : repository;
}
