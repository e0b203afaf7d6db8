import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** SHA-256, hex, of the canonical JSON of an entry's other columns. */
export function hashEvidence({ installationId, seq, at, event, subject, data, prevHash }: HashedEvidence): string {
  const columns = { installation_id: installationId, seq, at, event, subject, data, prev_hash: prevHash };
  return createHash('sha256').update(canonicalJson(columns)).digest('hex');
}

/** What an entry's hash covers. */
export interface HashedEvidence {
  installationId: number;
  seq: number;
  at: Date;
  event: string;
  subject: string;
  data: string;
  prevHash: string;
}

/** Before the first entry. */
export const NO_HASH = '0'.repeat(64);
