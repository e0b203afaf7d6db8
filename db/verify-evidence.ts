import { sql } from 'kysely';
import { hashEvidence, NO_HASH } from './hash-evidence.ts';
import type { Db, Trx } from './open-database.ts';
import { findUnrecordedAlert } from './unrecorded-alert.ts';

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

/** An entry as it was noted outside the database, such as the head that an earlier verdict gave. */
export interface KnownEntry {
  seq: number;
  hash: string;
}

const PAGE = 1000;

/**
 * Goes through every chain, or one, page by page: hashes, numbers, links, the end that `evidence_heads` notes, and that
 * every alert's beginning is told. `expected` must be in the chain too: without it, a chain that was rewritten as a whole,
 * with its alerts, looks like a true one.
 */
export async function verifyEvidence(
  db: Db,
  installationId?: number,
  expected?: KnownEntry,
): Promise<EvidenceVerdict[]> {
  const ids = installationId === undefined ? await listChains(db) : [installationId];
  const verdicts: EvidenceVerdict[] = [];
  for (const id of ids) {
    // One snapshot, so that entries added meanwhile do not look like a head that is wrong.
    const reading = db.transaction().setIsolationLevel('repeatable read');
    verdicts.push(await reading.execute((trx) => verifyChain(trx, id, expected)));
  }
  return verdicts;
}

async function listChains(db: Db): Promise<number[]> {
  const chains = db
    .selectFrom('evidence')
    .select('installation_id')
    .union(db.selectFrom('evidence_heads').select('installation_id'))
    .union(db.selectFrom('alerts').select('installation_id'));
  const rows = await chains.orderBy('installation_id').execute();
  return rows.map((row) => row.installation_id);
}

async function verifyChain(
  trx: Trx,
  installationId: number,
  expected: KnownEntry | undefined,
): Promise<EvidenceVerdict> {
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
      const broken = checkLink(entry, last) ?? checkExpected(entry, expected);
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
  const seq = last.seq + 1;
  const end = `the end at entry ${last.seq}, hash ${last.hash}`;
  if (noted.seq !== last.seq || noted.hash !== last.hash) {
    return verdict({ seq, expected: `the end at entry ${noted.seq}, hash ${noted.hash}`, found: end });
  }
  if (expected !== undefined && expected.seq > last.seq) {
    return verdict({ seq, expected: `an entry ${expected.seq}, hash ${expected.hash}`, found: end });
  }
  const alert = await findUnrecordedAlert(trx, installationId);
  if (alert === undefined) return verdict();
  return verdict({
    seq,
    expected: `an entry of how alert:${alert}, which is there, began`,
    found: 'none in the chain',
  });
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

function checkExpected({ seq, hash }: Entry, expected: KnownEntry | undefined): BrokenEvidence | undefined {
  if (seq !== expected?.seq || hash === expected.hash) return undefined;
  return { seq, expected: `hash ${expected.hash}, as given`, found: `hash ${hash}` };
}
