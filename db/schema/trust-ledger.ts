import type { ColumnType, Generated } from 'kysely';
import type { LedgerFact, LedgerKind } from '../../scanners/maintainers/index.ts';

/** What was learned of packages, in the order in which it was learned. Triggers refuse changes. */
export interface TrustLedgerTable {
  id: Generated<number>;
  package_name: string;
  at: ColumnType<Date, Date | string, never>;
  seen_at: ColumnType<Date, Date | string, never>;
  history: boolean;
  kind: LedgerKind;
  version: string | null;
  /** Of kind `published`: the account. */
  publisher: string | null;
  /** The fact, JSON. */
  data: ColumnType<LedgerFact, string, never>;
}
