import { sql } from 'kysely';
import type { EvidenceEntry, EvidenceSource, Month } from '../scanners/reports/index.ts';
import type { Db } from './open-database.ts';

const PAGE = 1000;

/**
 * A month of an installation's evidence, as it is at this moment: entries that are added later are left out, so that
 * reading it twice gives the same. No transaction is held open meanwhile: whoever reads may be slow.
 */
export async function openEvidenceReport(
  db: Db,
  { id, login }: { id: number; login: string },
  { month, now }: { month: Month; now: Date },
): Promise<EvidenceSource> {
  const newest = await db
    .selectFrom('evidence')
    .select('seq')
    .where('installation_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const scope = { installationId: id, month, lastSeq: newest?.seq ?? 0 };
  return { month, now, installation: { id, login }, read: () => readPages(db, scope) };
}

interface Scope {
  installationId: number;
  month: Month;
  lastSeq: number;
}

async function* readPages(db: Db, scope: Scope): AsyncGenerator<EvidenceEntry[]> {
  let after: Place | undefined;
  do {
    const page = await readPage(db, scope, after);
    if (page.length > 0) yield page;
    after = page.length < PAGE ? undefined : page.at(-1);
  } while (after !== undefined);
}

type Place = Pick<EvidenceEntry, 'at' | 'seq'>;

/** By time, then number: a walk along the index `evidence_at`. */
async function readPage(db: Db, { installationId, month, lastSeq }: Scope, after?: Place): Promise<EvidenceEntry[]> {
  const rows = await db
    .selectFrom('evidence')
    .select(['seq', 'at', 'event', 'subject', 'data', 'prev_hash', 'hash'])
    .where('installation_id', '=', installationId)
    .where('at', '>=', month.from)
    .where('at', '<', month.to)
    .where('seq', '<=', lastSeq)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(at, seq) > (${after!.at}::timestamptz, ${after!.seq}::bigint)`),
    )
    .orderBy('at')
    .orderBy('seq')
    .limit(PAGE)
    .execute();
  return rows.map(({ prev_hash: prevHash, ...row }) => ({ ...row, prevHash }));
}
