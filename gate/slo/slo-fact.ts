import type { Known } from '../known.ts';

/** Counts of events in a window of time. Ratios are made of sums of these, and are never averaged. */
export interface Sample {
  good: number;
  total: number;
}

/** The windows that are asked for directly; what is longer is summed. */
export const BURN_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;
export type BurnWindow = (typeof BURN_WINDOWS)[number];

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
