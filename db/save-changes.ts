import { sql } from 'kysely';
import type { ContinuedChanges, MaintainerChange } from '../scanners/maintainers/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { storableJson } from './json-rows.ts';
import type { StoredChange } from './maintainer-changes.ts';
import type { Trx } from './open-database.ts';

/** A change as it is judged now. */
export interface ChangeToSave extends MaintainerChange {
  malware: string | null;
}

/** What became of a change. */
export interface SavedChange {
  /** As it is now. */
  change: StoredChange;
  /** As it was; null: it is new. */
  before: StoredChange | null;
}

/**
 * Makes these a package's changes, each under the id of the one that it goes on from. One that turned out to be part of another keeps
 * what it said and points there; what was decided and told of it goes over. One of which nothing is left is of level info from then on.
 * The package is locked by whoever judges it.
 * @returns what people may see a difference in
 */
export async function saveChanges(
  trx: Trx,
  { continued, ended }: ContinuedChanges<StoredChange, ChangeToSave>,
  now: Date,
): Promise<SavedChange[]> {
  const saved: SavedChange[] = [];
  for (const before of ended.filter(({ level }) => level !== 'info')) {
    saved.push({ before, change: await write(trx, { ...before, level: 'info', score: 0 }, before, now) });
  }
  for (const one of continued) {
    const { continues: before, absorbs } = one;
    const change = storable(one.change);
    const isSame = before !== null && canonicalJson(fieldsOf(before)) === canonicalJson(fieldsOf(change));
    const stored = isSame ? before : await write(trx, change, before, now);
    if (!isSame && isTold(before, change)) saved.push({ before, change: stored });
    for (const part of absorbs) {
      await absorb(trx, part.id, stored.id, now);
      saved.push({ before: part, change: { ...part, mergedInto: stored.id, updatedAt: now } });
    }
  }
  return saved;
}

/** New weights alone are no news. */
function isTold(before: StoredChange | null, change: ChangeToSave): boolean {
  if (before === null) return true;
  const { weights: _, score: __, ...told } = fieldsOf(change);
  const { weights: ___, score: ____, ...was } = fieldsOf(before);
  return canonicalJson(told) !== canonicalJson(was);
}

function fieldsOf({ packageName: _, ...change }: ChangeToSave) {
  const { startedAt, lastSignalAt, signals, score, level, weights, maintainers, versions, reverted, malware } = change;
  return { startedAt, lastSignalAt, signals, score, level, weights, maintainers, versions, reverted, malware };
}

/** As the database gives it back. */
function storable(change: ChangeToSave): ChangeToSave {
  const clean = JSON.parse(storableJson(change)) as ChangeToSave;
  const iso = (at: string) => new Date(at).toISOString();
  return { ...clean, startedAt: iso(change.startedAt), lastSignalAt: iso(change.lastSignalAt) };
}

async function write(trx: Trx, change: ChangeToSave, row: StoredChange | null, now: Date): Promise<StoredChange> {
  const values = {
    package_name: change.packageName,
    started_at: change.startedAt,
    last_signal_at: change.lastSignalAt,
    level: change.level,
    score: change.score,
    weights: change.weights,
    signals: JSON.stringify(change.signals),
    maintainers: change.maintainers === undefined ? null : JSON.stringify(change.maintainers),
    versions: change.versions,
    reverted: change.reverted,
    malware: change.malware,
    updated_at: now,
  };
  if (row !== null) {
    await trx.updateTable('maintainer_changes').set(values).where('id', '=', row.id).execute();
    return { ...change, id: row.id, mergedInto: row.mergedInto, openedAt: row.openedAt, updatedAt: now };
  }
  const { id } = await trx
    .insertInto('maintainer_changes')
    .values({ ...values, opened_at: now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...change, id, mergedInto: null, openedAt: now, updatedAt: now };
}

async function absorb(trx: Trx, id: number, into: number, now: Date): Promise<void> {
  await trx
    .updateTable('maintainer_changes')
    .set({ merged_into: into, updated_at: now })
    .where((where) => where.or([where('id', '=', id), where('merged_into', '=', id)]))
    .execute();
  await trx.updateTable('maintainer_decisions').set({ change_id: into }).where('change_id', '=', id).execute();
  await sql`insert into maintainer_report_changes (report_id, change_id, signals_until)
    select report_id, ${into}::integer, signals_until from maintainer_report_changes where change_id = ${id} on conflict do nothing`.execute(
    trx,
  );
}
