import type { BurnWindow } from '../../scanners/config/gate-config.ts';
import type { Known } from '../known.ts';

/** Counts of events in a window of time. Ratios are made of sums of these, and are never averaged. */
export interface Sample {
  good: number;
  total: number;
}

export { BURN_WINDOWS, type BurnWindow } from '../../scanners/config/gate-config.ts';

/** What is known of one service level objective. */
export interface SloFact {
  name: string;
  service: string;
  /** Share of good events that is promised, above 0 and below 1. */
  target: number;
  /** Length of the window that the promise is about, in days. */
  windowDays: number;
  /** A window that was not asked for is left out. `total` 0 is no traffic, and known. */
  windows: Partial<Record<BurnWindow, Known<Sample>>>;
  /** Counts of the whole window. */
  budget: Known<Sample>;
  url?: string;
}
