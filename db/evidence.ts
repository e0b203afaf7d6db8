import { sql } from 'kysely';
import { canonicalJson } from './canonical-json.ts';
import { hashEvidence, NO_HASH } from './hash-evidence.ts';
import { jsonRows, storableText } from './json-rows.ts';
import type { Trx } from './open-database.ts';

export { type BrokenEvidence, type EvidenceVerdict, verifyEvidence } from './verify-evidence.ts';

export interface EvidenceEntry {
  at: Date;
  /** `alert.opened`, `alert.resolved`, … */
  event: string;
  /** What it is about: `alert:12`, `repository:34`. */
  subject: string;
  /** Anything that JSON can say; stored in canonical form. */
  data: unknown;
}

/**
 * Adds entries to an installation's chain, in the transaction of what they tell about. The chain's head stays locked
 * until that transaction ends: a transaction that writes to several installations takes them in ascending order.
 */
export async function appendEvidence(
  trx: Trx,
  installationId: number,
  entries: readonly EvidenceEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await trx
    .insertInto('evidence_heads')
    .values({ installation_id: installationId, seq: 0, hash: NO_HASH })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const head = await trx
    .selectFrom('evidence_heads')
    .select(['seq', 'hash'])
    .where('installation_id', '=', installationId)
    .forUpdate()
    .executeTakeFirstOrThrow();

  let { seq, hash } = head;
  const rows = entries.map(({ at, event, subject, data }) => {
    seq += 1;
    const hashed = {
      installationId,
      seq,
      at,
      event,
      subject: storableText(subject),
      data: storableText(canonicalJson(data)),
    };
    const prevHash = hash;
    hash = hashEvidence({ ...hashed, prevHash });
    return {
      installation_id: installationId,
      seq,
      at,
      event,
      subject: hashed.subject,
      data: hashed.data,
      prev_hash: prevHash,
      hash,
    };
  });
  const columns =
    'installation_id bigint, seq bigint, at timestamptz, event text, subject text, data text, prev_hash text, hash text';
  await sql`insert into evidence (installation_id, seq, at, event, subject, data, prev_hash, hash)
    select installation_id, seq, at, event, subject, data, prev_hash, hash
    from ${jsonRows(rows, 'entry', columns)}`.execute(trx);
  await trx.updateTable('evidence_heads').set({ seq, hash }).where('installation_id', '=', installationId).execute();
}

/** Lets the rest of this transaction delete evidence, together with its installation. For the retention job alone. */
export async function allowEvidenceDeletion(trx: Trx): Promise<void> {
  await sql`select set_config('lockkeeper.retention', 'on', true)`.execute(trx);
}
