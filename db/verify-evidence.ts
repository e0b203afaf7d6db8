import { sql } from 'kysely';
import { hashEvidence, NO_HASH } from './hash-evidence.ts';
import type { Db, Trx } from './open-database.ts';

/** The first place where a chain does not hold. */
export interface BrokenEvidence {
  seq: number;
  expected: string;
  found: string;
}

export interface EvidenceVerdict {
  installationId: number;
  ok: boolean;
  /** Entries that hold, from the first on. */
  entries: number;
  /** Hash of the last entry that holds: keep it elsewhere, and a chain rewritten as a whole shows too. */
  head: string;
  broken?: BrokenEvidence;
}

const PAGE = 1000;

/** Goes through every chain, or one, page by page: hashes, numbers, links, and the end that `evidence_heads` notes. */
export async function verifyEvidence(db: Db, installationId?: number): Promise<EvidenceVerdict[]> {
  const ids = installationId === undefined ? await listChains(db) : [installationId];
  const verdicts: EvidenceVerdict[] = [];
  for (const id of ids) {
    // One snapshot, so that entries added meanwhile do not look like a head that is wrong.
    const reading = db.transaction().setIsolationLevel('repeatable read');
    verdicts.push(await reading.execute((trx) => verifyChain(trx, id)));
  }
  return verdicts;
}

async function listChains(db: Db): Promise<number[]> {
  const chains = db
    .selectFrom('evidence')
    .select('installation_id')
    .union(db.selectFrom('evidence_heads').select('installation_id'));
  const rows = await chains.orderBy('installation_id').execute();
  return rows.map((row) => row.installation_id);
}

async function verifyChain(trx: Trx, installationId: number): Promise<EvidenceVerdict> {
  await sql`set transaction read only`.execute(trx);
  let last = { seq: 0, hash: NO_HASH };
  const verdict = (broken?: BrokenEvidence): EvidenceVerdict => ({
    installationId,
    ok: broken === undefined,
    entries: last.seq,
    head: last.hash,
    broken,
  });

  for (;;) {
    const page = await readPage(trx, installationId, last.seq);
    for (const entry of page) {
      const broken = checkLink(entry, last);
      if (broken !== undefined) return verdict(broken);
      last = entry;
    }
    if (page.length < PAGE) break;
  }

  const head = await trx
    .selectFrom('evidence_heads')
    .select(['seq', 'hash'])
    .where('installation_id', '=', installationId)
    .executeTakeFirst();
  const noted = head ?? { seq: 0, hash: NO_HASH };
  if (noted.seq === last.seq && noted.hash === last.hash) return verdict();
  const expected = `the end at entry ${noted.seq}, hash ${noted.hash}`;
  return verdict({ seq: last.seq + 1, expected, found: `the end at entry ${last.seq}, hash ${last.hash}` });
}

type Entry = Awaited<ReturnType<typeof readPage>>[number];

function readPage(trx: Trx, installationId: number, after: number) {
  return trx
    .selectFrom('evidence')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(PAGE)
    .execute();
}

function checkLink(entry: Entry, last: { seq: number; hash: string }): BrokenEvidence | undefined {
  const seq = last.seq + 1;
  if (entry.seq !== seq) return { seq, expected: `entry ${seq}`, found: `entry ${entry.seq}` };
  if (entry.prev_hash !== last.hash) {
    return { seq, expected: `previous hash ${last.hash}`, found: `previous hash ${entry.prev_hash}` };
  }
  const { installation_id: installationId, at, event, subject, data, prev_hash: prevHash } = entry;
  const hash = hashEvidence({ installationId, seq, at, event, subject, data, prevHash });
  return entry.hash === hash ? undefined : { seq, expected: `hash ${hash}`, found: `hash ${entry.hash}` };
}
