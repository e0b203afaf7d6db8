import type { ColumnType, Generated } from 'kysely';
import type { MaintainerChange, RiskLevel, TrustSignal } from '../../scanners/maintainers/index.ts';

/** What happened to a package within a while, as it was judged last. The same for every installation. */
export interface MaintainerChangesTable {
  id: Generated<number>;
  package_name: string;
  started_at: ColumnType<Date, Date | string, Date | string>;
  last_signal_at: ColumnType<Date, Date | string, Date | string>;
  level: RiskLevel;
  /** 0 to 100. */
  score: number;
  /** Version of the table of weights. */
  weights: number;
  /** JSON, the heaviest first. */
  signals: ColumnType<TrustSignal[], string, string>;
  /** JSON; null where the set did not change. */
  maintainers: ColumnType<NonNullable<MaintainerChange['maintainers']> | null, string | null, string | null>;
  /** Published within it. */
  versions: string[];
  reverted: boolean;
  /** The advisory that says that one of its versions is malware. */
  malware: string | null;
  /** The change that it turned out to be a part of. */
  merged_into: number | null;
  opened_at: Date;
  updated_at: Date;
}
