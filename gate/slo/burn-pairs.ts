import { maximumBurn } from './sli.ts';
import { SloError } from './slo-error.ts';
import type { BurnWindow } from './slo-fact.ts';

/** Fires when the budget burns faster than `threshold` over the long window and still does over the short one. */
export interface BurnPair {
  /** Share of the whole budget that is gone over the long window at the speed of `factor`, 0 to 1. */
  share: number;
  /** share × window / long window, as the workbook has it. */
  factor: number;
  /** `factor`, and never below 1: what burns more slowly than that keeps its promise, and is no reason to hold a deploy. */
  threshold: number;
  long: BurnWindow;
  short: BurnWindow;
}

/** Google SRE workbook, "Alerting on SLOs", table 5-8; Sloth has the same in `internal/alert/window.go`. */
const PAIRS = [
  { percent: 2, long: '1h', longHours: 1, short: '5m' },
  { percent: 5, long: '6h', longHours: 6, short: '30m' },
  { percent: 10, long: '1d', longHours: 24, short: '2h' },
  { percent: 10, long: '3d', longHours: 72, short: '6h' },
] as const satisfies readonly { percent: number; long: BurnWindow; longHours: number; short: BurnWindow }[];

/**
 * The pairs of an objective's window. In short windows the workbook's factor falls below 1 (0.23 over three days of a week), which would hold
 * deploys of a service that is within its budget: a pair fires above its `threshold`. One whose long window is longer than the objective's own
 * is left out: it would judge what the promise no longer speaks of.
 * @throws SloError when the window is no length.
 */
export function burnPairs(windowDays: number): BurnPair[] {
  if (!Number.isFinite(windowDays) || windowDays <= 0) {
    throw new SloError(`expected a window of more than 0 days, found ${String(windowDays)}`);
  }
  const hours = windowDays * 24;
  return PAIRS.filter(({ longHours }) => longHours <= hours).map(({ percent, long, longHours, short }) => {
    // Whole numbers first, so that 30 days give 14.4 and not 14.399999999999999.
    const factor = (percent * hours) / (100 * longHours);
    return { share: percent / 100, factor, threshold: Math.max(1, factor), long, short };
  });
}

/**
 * The pairs that could not fire if everything failed, because their threshold is not below the highest burn rate there is, 1 / (1 - target):
 * 14.4 needs a target above 93.05%, 6 one above 83.33%.
 * @throws SloError when the target or the window cannot be.
 */
export function impossiblePairs(target: number, windowDays: number): BurnPair[] {
  const most = maximumBurn(target);
  return burnPairs(windowDays).filter(({ threshold }) => threshold >= most);
}
