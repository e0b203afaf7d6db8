import { inParallel } from '../../scanners/osv/sources/in-parallel.ts';
import { type Known, known, unknown } from '../known.ts';
import { budgetPieces, type Piece } from './budget-pieces.ts';
import { burnPairs } from './burn-pairs.ts';
import type { Prometheus } from './client.ts';
import { nameOf } from './reading.ts';
import type { BurnWindow, Sample, SloFact } from './slo-fact.ts';
import { BURN_WINDOWS } from './slo-fact.ts';
import type { SloObjective } from './slo-objective.ts';
import { sumPieces } from './sum-pieces.ts';
import { takeSample } from './take-sample.ts';

export interface GatherOptions {
  prometheus: Prometheus;
  objectives: readonly SloObjective[];
  now: Date;
  /** Besides those of the pairs: what the policy's burn rate is about. */
  windows?: readonly BurnWindow[];
  /**
   * Counts of whole days that are over, kept between gatherings: a day is asked for once. One for each server and its credentials, since
   * the same query may mean something else elsewhere.
   */
  pastDays?: Map<string, Sample>;
}

/** Queries that are asked at one time. */
const WIDTH = 4;
/** Oldest first out. A year of days of a hundred objectives fits. */
const MAX_PAST_DAYS = 40_000;
const SECONDS: Record<BurnWindow, number> = {
  '5m': 300,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '6h': 21_600,
  '1d': 86_400,
  '3d': 259_200,
};

/**
 * Asks a Prometheus for all that is to be known of objectives, as of one moment. The budget's window is asked for in pieces of about a day
 * and summed, never in one query: 30 days at a scrape each 15 seconds are 172,800 samples of each series. Never rejects: what could not be
 * asked is not known, and says why.
 */
export async function gatherSlos(options: GatherOptions): Promise<SloFact[]> {
  const { prometheus, objectives, now, windows = [], pastDays = new Map() } = options;
  const end = Math.floor(now.getTime() / 1000);
  const asOf = now.toISOString();
  const jobs: { objective: SloObjective; window?: BurnWindow; piece: Piece }[] = objectives.flatMap((objective) => [
    ...neededWindows(objective, windows).map((window) => ({
      objective,
      window,
      piece: { end, seconds: SECONDS[window], settled: false },
    })),
    ...budgetPieces(objective.windowDays, now).map((piece) => ({ objective, piece })),
  ]);
  const answers = await inParallel(jobs, WIDTH, async ({ objective, piece }): Promise<Known<Sample>> => {
    const key = JSON.stringify([prometheus.url, objective.total, objective.good, objective.bad, piece.end]);
    const kept = piece.settled ? pastDays.get(key) : undefined;
    if (kept !== undefined) return known(kept, asOf);
    const sample = await takeSample(prometheus, objective, piece);
    if (!('total' in sample)) return unknown(sample.why, `${nameOf(objective)}: ${sample.text}`);
    if (piece.settled) keep(pastDays, key, sample);
    return known(sample, asOf);
  });
  return objectives.map((objective) => {
    const own = jobs.flatMap((job, index) =>
      job.objective === objective ? [{ ...job, answer: answers[index]! }] : [],
    );
    const burns = own.filter(({ window }) => window !== undefined);
    const { name, service, target, windowDays, url } = objective;
    return {
      name,
      service,
      target,
      windowDays,
      windows: Object.fromEntries(burns.map(({ window, answer }) => [window, answer])),
      budget: sumPieces(
        objective,
        own.filter(({ window }) => window === undefined),
        asOf,
      ),
      ...(url === undefined ? {} : { url }),
    };
  });
}

function neededWindows({ windowDays }: SloObjective, more: readonly BurnWindow[]): BurnWindow[] {
  const needed = new Set([...burnPairs(windowDays).flatMap(({ long, short }) => [long, short]), ...more]);
  return BURN_WINDOWS.filter((window) => needed.has(window));
}

function keep(pastDays: Map<string, Sample>, key: string, sample: Sample): void {
  pastDays.set(key, sample);
  const [oldest] = pastDays.keys();
  if (pastDays.size > MAX_PAST_DAYS && oldest !== undefined) pastDays.delete(oldest);
}
