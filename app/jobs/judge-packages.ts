import { loadAdvisories } from '../../db/advisories.ts';
import { listChangesOf } from '../../db/maintainer-changes.ts';
import { listPublicationsAround } from '../../db/nearby-publications.ts';
import type { Trx } from '../../db/open-database.ts';
import { listHolders } from '../../db/package-holders.ts';
import {
  lastEntries,
  listNewPublications,
  listToJudge,
  loadLedgers,
  lockToJudge,
  markJudged,
  markToJudge,
  type PackageToJudge,
} from '../../db/packages-to-judge.ts';
import { oweRefreshes } from '../../db/pending-refreshes.ts';
import { type SavedChange, saveChanges } from '../../db/save-changes.ts';
import {
  continueChanges,
  type JudgeContext,
  type LedgerEntry,
  type MaintainerChange,
} from '../../scanners/maintainers/index.ts';
import { BURST_MINUTES, loadJudgeContexts, scopeOf } from './changes/judge-context.ts';
import { malwareOf } from './changes/malware-of.ts';
import { recordChanges } from './changes/record-changes.ts';
import type { JobContext } from './job-context.ts';

/** What judges a package's ledger: `judgeLedger`. */
export type Judge = (packageName: string, entries: readonly LedgerEntry[], context: JudgeContext) => MaintainerChange[];

/** Packages a transaction: a ledger may have thousands of entries. */
const BATCH = 20;

/**
 * Judges the packages of whose ledgers something was added, and owes the alerts of all lockfiles that hold them a decision. Several workers
 * share the work; one that is stopped leaves what it had taken over as it was.
 * @returns how many were judged.
 */
export async function judgePackages(context: JobContext, judge: Judge): Promise<number> {
  let judged = 0;
  const woken = new Set<number>();
  for (;;) {
    const before = judged;
    for (let after: string | undefined = ''; after !== undefined; ) {
      context.signal?.throwIfAborted();
      const packages: PackageToJudge[] = await listToJudge(context.db, { after, limit: BATCH });
      const known = await wakeNeighbours(context, packages, woken);
      const names = packages.map(({ name }) => name);
      judged += await context.db.transaction().execute((trx) => judgeBatch(context, trx, { names, known, judge }));
      after = packages.length < BATCH ? undefined : names.at(-1);
    }
    // What was woken or added meanwhile may stand before where we are.
    if (judged === before) return judged;
  }
}

/**
 * Has the packages judged too that the same people published within minutes of something that nobody has judged: a burst is to be seen
 * from each of its packages. It is done before, and by itself, so that whoever judges holds no package while waiting for another.
 * @param woken ids of publications that this run did it for already
 * @returns the last entry of each ledger until which it was done.
 */
async function wakeNeighbours(
  { db }: JobContext,
  packages: readonly PackageToJudge[],
  woken: Set<number>,
): Promise<ReadonlyMap<string, number>> {
  const names = packages.map(({ name }) => name);
  const known = await lastEntries(db, names);
  const fresh = (await listNewPublications(db, packages)).filter(
    ({ id, packageName }) => id <= known.get(packageName)! && !woken.has(id),
  );
  for (const { id } of fresh) woken.add(id);
  const moments = fresh.map(({ publisher, at, packageName }) => ({ publisher, at, scope: scopeOf(packageName) }));
  const around = await listPublicationsAround(db, moments, BURST_MINUTES);
  const own = new Set(names);
  const neighbours = new Set(around.map(({ packageName }) => packageName).filter((name) => !own.has(name)));
  await markToJudge(db, [...neighbours]);
  return known;
}

async function judgeBatch(
  context: JobContext,
  trx: Trx,
  { names, known, judge }: { names: readonly string[]; known: ReadonlyMap<string, number>; judge: Judge },
): Promise<number> {
  if (names.length === 0) return 0;
  const now = context.now();
  const locked = await lockToJudge(trx, names);
  const ledgers = await loadLedgers(
    trx,
    locked.map(({ name }) => name),
  );
  // One to whose ledger something was added since its neighbours were woken waits for the next look.
  const packages = locked.filter(({ name }) => ledgers.get(name)!.until === (known.get(name) ?? 0));
  const contextOf = await loadJudgeContexts(trx, { packages, ledgers, now });
  const packageNames = packages.map(({ name }) => name);
  const advisories = await loadAdvisories(trx, packageNames);
  const rows = await listChangesOf(trx, packageNames);

  const saved: SavedChange[] = [];
  // Of a package that was not seen yet there is nothing to judge, and what was judged before it was forgotten stands.
  for (const one of packages.filter(({ baselineAt }) => baselineAt !== null)) {
    const { entries } = ledgers.get(one.name)!;
    const judged = sinceBaseline(judge(one.name, entries, contextOf(one)), one).map((change) => ({
      ...change,
      malware: malwareOf(
        change,
        (advisories.get(one.name) ?? []).map(({ advisory }) => advisory),
      ),
    }));
    saved.push(...(await saveChanges(trx, continueChanges(rows.get(one.name) ?? [], judged), now)));
  }
  await tell(context, trx, saved, now);
  await markJudged(
    trx,
    packages.map(({ name }) => ({ name, until: ledgers.get(name)!.until })),
  );
  return packages.length;
}

/** What was over when the package was first seen is no change. */
function sinceBaseline(changes: readonly MaintainerChange[], { baselineAt }: PackageToJudge): MaintainerChange[] {
  if (baselineAt === null) return [];
  return changes.filter(({ lastSignalAt }) => Date.parse(lastSignalAt) >= baselineAt.getTime());
}

/** Owes the alerts, and says on evidence, what is worth it: of level info nobody hears. */
async function tell(context: JobContext, trx: Trx, saved: readonly SavedChange[], now: Date): Promise<void> {
  const told = saved.filter(({ change, before }) => change.level !== 'info' || (before && before.level !== 'info'));
  if (told.length === 0) return;
  const packageNames = [...new Set(told.map(({ change }) => change.packageName))];
  const holders = await listHolders(trx, packageNames);
  await recordChanges(trx, told, { holders, now });
  await oweRefreshes(trx, holders);
  await context.changesJudged?.(trx, [...new Set(holders.map(({ installationId }) => installationId))], packageNames);
}
