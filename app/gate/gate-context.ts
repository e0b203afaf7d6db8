import type { Db } from '../../db/open-database.ts';
import type { BurnWindow, SloFact } from '../../gate/slo/index.ts';
import type { SloConfig } from '../../scanners/config/index.ts';

/** Asks for what is to be known of objectives now. Never rejects: what could not be asked says why. */
export type AskObjectives = (
  objectives: readonly SloConfig[],
  options: { windows: readonly BurnWindow[]; now: Date },
) => Promise<SloFact[]>;

/** What deciding is given. */
export interface GateContext {
  db: Db;
  now: () => Date;
  /** Null: no Prometheus is set. */
  askObjectives: AskObjectives | null;
}
