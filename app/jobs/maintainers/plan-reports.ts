import type { StoredChange } from '../../../db/maintainer-changes.ts';
import type { StoredReport } from '../../../db/maintainer-reports.ts';
import type { ReportHolder } from '../../../db/report-holders.ts';
import type { ChangeDecision } from '../../../scanners/maintainers/index.ts';
import { type ReportingRepository, type ReportPlace, reportPlaces } from './report-places.ts';
import { isSameEvent } from './same-event.ts';
import { type ReportedState, stateAtPlace } from './state-at-place.ts';

export interface ReportPlanFacts {
  /** Those that can have issues: neither removed nor archived. */
  repositories: readonly ReportingRepository[];
  /** Those that are not part of others, in the order of their ids. */
  changes: readonly StoredChange[];
  decisionsOf: (changeId: number) => readonly (ChangeDecision & { decidedAt: Date })[];
  holders: readonly ReportHolder[];
  /** In the order of their ids. What they tell of are changes of above. */
  reports: readonly StoredReport[];
  now: Date;
}

export interface PlannedChange {
  change: StoredChange;
  state: ReportedState;
  /** Of the repositories that are told of it here. */
  holders: ReportHolder[];
}

/** An issue that there has to be, or that there is. */
export interface PlannedReport {
  repositoryId: number;
  key: string;
  /** Undefined: it is new. */
  known?: StoredReport;
  changes: PlannedChange[];
  /** Why repositories are told of here though their configuration names another place. */
  problems: NonNullable<ReportPlace['problem']>[];
  /** Whether anything in it asks for people. */
  open: boolean;
  /** There is something that the issue did not tell of yet: it is opened again whoever closed it. */
  further: boolean;
}

/** Which issues there have to be. Those in which nothing is open any more are there once, to be closed. */
export function planReports(facts: ReportPlanFacts): PlannedReport[] {
  const { reports, changes, decisionsOf, now } = facts;
  const places = reportPlaces(facts.repositories);
  const byId = new Map(changes.map((change) => [change.id, change]));
  const told = toldChanges(facts, places);
  const drafts = new Map<string, Draft>();
  const takenBy = new Map<string, Draft>();

  for (const report of reports) {
    if (!places.has(report.repositoryId)) continue;
    drafts.set(idOf(report), { repositoryId: report.repositoryId, key: report.key, known: report, own: new Set() });
  }
  for (const draft of drafts.values()) {
    for (const { id } of draft.known!.changes) {
      const at = idOf({ repositoryId: draft.repositoryId, key: String(id) });
      if (!told.get(at)?.open || takenBy.has(at)) continue;
      takenBy.set(at, draft);
      draft.own.add(id);
    }
  }
  for (const [at, { place, change, open }] of told) {
    if (!open || takenBy.has(at)) continue;
    const key = place.by === 'day' ? `day:${now.toISOString().slice(0, 10)}` : eventKey(place.repositoryId, change);
    const draft = drafts.get(idOf({ repositoryId: place.repositoryId, key })) ?? {
      repositoryId: place.repositoryId,
      key,
      own: new Set<number>(),
    };
    drafts.set(idOf(draft), draft);
    takenBy.set(at, draft);
    draft.own.add(change.id);
  }
  return [...drafts.values()].map(finish).filter(({ open, known }) => open || known?.state !== 'closed');

  /** That of an event of which an issue tells already, or a new one. */
  function eventKey(repositoryId: number, change: StoredChange): string {
    for (const draft of drafts.values()) {
      if (draft.repositoryId !== repositoryId || !draft.key.startsWith('change:')) continue;
      const there = [...draft.own, ...(draft.known?.changes.map(({ id }) => id) ?? [])];
      if (there.some((id) => byId.has(id) && isSameEvent(byId.get(id)!, change))) return draft.key;
    }
    return `change:${change.id}`;
  }

  function finish({ repositoryId, key, known, own }: Draft): PlannedReport {
    const ids = new Set([...(known?.changes.map(({ id }) => id) ?? []), ...own]);
    const planned = [...ids].flatMap((id): PlannedChange[] => {
      const change = byId.get(id);
      if (change === undefined) return [];
      const at = told.get(idOf({ repositoryId, key: String(id) }));
      const holders = at?.holders ?? [];
      if (at?.open && !own.has(id)) return [{ change, state: { state: 'elsewhere' }, holders }];
      const state = at?.state ?? stateAtPlace(change, decisionsOf(id), { configs: [], now });
      const moved = state.state === 'gone' && isToldElsewhere(id, repositoryId);
      return [{ change, state: moved ? { state: 'elsewhere' } : state, holders }];
    });
    const open = planned.filter(({ state }) => state.state === 'open');
    const base = { repositoryId, key, changes: planned, problems: problemsOf(planned), open: open.length > 0 };
    if (known === undefined) return { ...base, further: true };
    return { ...base, known, further: open.some(({ change }) => isFurther(change, known)) };
  }

  function isToldElsewhere(id: number, repositoryId: number): boolean {
    return [...told.values()].some(
      ({ change, place, open }) => open && change.id === id && place.repositoryId !== repositoryId,
    );
  }

  function isFurther(change: StoredChange, { changes: toldOf, updatedAt }: StoredReport): boolean {
    const until = toldOf.find(({ id }) => id === change.id)?.signalsUntil ?? null;
    if (until === null || Date.parse(change.lastSignalAt) > until.getTime()) return true;
    return decisionsOf(change.id).some(({ kind, decidedAt }) => kind === 'investigate' && decidedAt > updatedAt);
  }

  function problemsOf(planned: readonly PlannedChange[]): PlannedReport['problems'] {
    const ids = new Set(planned.flatMap(({ holders }) => holders.map(({ repositoryId }) => repositoryId)));
    return [...ids].flatMap((id) => places.get(id)?.problem ?? []);
  }
}

interface Draft {
  repositoryId: number;
  key: string;
  known?: StoredReport;
  /** Ids of the open changes that are told of in this one and in no other of the repository. */
  own: Set<number>;
}

interface Told {
  place: ReportPlace;
  change: StoredChange;
  state: ReportedState;
  open: boolean;
  holders: ReportHolder[];
}

/** What is told where: by the repository and the change. */
function toldChanges(
  { repositories, changes, decisionsOf, holders, now }: ReportPlanFacts,
  places: ReadonlyMap<number, ReportPlace>,
): Map<string, Told> {
  const configs = new Map(repositories.map(({ id, config }) => [id, config]));
  const byPackage = Map.groupBy(holders, ({ packageName }) => packageName);
  const told = new Map<string, Told>();
  for (const change of changes) {
    const held = (byPackage.get(change.packageName) ?? []).filter((one) => configs.get(one.repositoryId)?.enabled);
    const byPlace = Map.groupBy(held, (one) => places.get(one.repositoryId)!.repositoryId);
    for (const [repositoryId, here] of byPlace) {
      const from = [...new Set(here.map((one) => one.repositoryId))];
      const by = from.some((id) => places.get(id)!.by === 'event') ? 'event' : 'day';
      const state = stateAtPlace(change, decisionsOf(change.id), { configs: from.map((id) => configs.get(id)!), now });
      const place: ReportPlace = { repositoryId, by };
      told.set(idOf({ repositoryId, key: String(change.id) }), {
        place,
        change,
        state,
        open: state.state === 'open',
        holders: here,
      });
    }
  }
  return told;
}

function idOf({ repositoryId, key }: { repositoryId: number; key: string }): string {
  return `${repositoryId} ${key}`;
}
