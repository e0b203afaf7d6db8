import { LONGEST_COOLDOWN_DAYS, type StoredChange } from '../../../db/maintainer-changes.ts';
import { decisionKey, listDecisions } from '../../../db/maintainer-decisions.ts';
import type { StoredReport } from '../../../db/maintainer-reports.ts';
import type { Db } from '../../../db/open-database.ts';
import { listHeldChanges, listReportHolders } from '../../../db/report-holders.ts';
import { listRepositoryRows, type Repository } from '../../../db/repositories.ts';
import { changeState } from '../../../scanners/maintainers/index.ts';
import type { ConversationChange } from '../../commands/carry-out.ts';
import { watchingOf } from '../changes/watching-of.ts';
import { loadStanding } from './load-standing.ts';
import { reportPlaces, toReporting } from './report-places.ts';

export interface ConversationFacts {
  /** What somebody can decide about. */
  changes: ConversationChange[];
  /** Ids of the repositories that the conversation is about. */
  reach: number[];
}

export interface ConversationPlace {
  repository: Repository;
  /** The issue about maintainer changes that it is. */
  report: StoredReport | undefined;
  now: Date;
}

/** Which maintainer changes and repositories a conversation is about: those of its issue, or else those that are open for its repository. */
export async function gatherConversation(db: Db, place: ConversationPlace): Promise<ConversationFacts> {
  const { repository, report, now } = place;
  const installationId = repository.installation_id;
  const found = report === undefined ? await changesOfRepository(db, place) : await changesOfReport(db, report);
  const ids = found.map(({ id }) => id);
  const decisions = await listDecisions(db, ids, [installationId]);
  // What went quiet can still be accepted where an issue tells of it.
  const cooldownDays = report === undefined ? watchingOf(repository.config).cooldownDays : LONGEST_COOLDOWN_DAYS;
  const open = found.filter((change) => {
    const decided = decisions.get(decisionKey(change.id, installationId)) ?? [];
    return changeState(change, decided, { now, cooldownDays }).state === 'open';
  });
  return {
    changes: open.map(({ id, packageName }) => ({ id, packageName })),
    reach: report?.key.startsWith('change:') ? await reportingTo(db, repository) : [repository.id],
  };
}

async function changesOfReport(db: Db, report: StoredReport): Promise<StoredChange[]> {
  const changes = new Map<number, StoredChange>();
  const standing = await loadStanding(
    db,
    report.changes.map(({ id }) => id),
    changes,
  );
  return [...new Set(standing.values())].map((id) => changes.get(id)!);
}

async function changesOfRepository(db: Db, { repository, now }: ConversationPlace): Promise<StoredChange[]> {
  const changes = await listHeldChanges(db, repository.installation_id, now);
  const names = [...new Set(changes.map(({ packageName }) => packageName))];
  const holders = await listReportHolders(db, repository.installation_id, names);
  const held = new Set(holders.filter((one) => one.repositoryId === repository.id).map((one) => one.packageName));
  return changes.filter(({ packageName }) => held.has(packageName));
}

/** Ids of the repositories whose changes are told of in this one. */
async function reportingTo(db: Db, repository: Repository): Promise<number[]> {
  const rows = await listRepositoryRows(db, repository.installation_id);
  const there = rows.filter((row) => row.removed_at === null && !row.archived).map(toReporting);
  return [...reportPlaces(there)].filter(([, place]) => place.repositoryId === repository.id).map(([id]) => id);
}
