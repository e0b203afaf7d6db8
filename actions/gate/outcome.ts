import type { Verdict } from '../../gate/verdict.ts';

/** What came of asking, wherever the decision was made. */
export interface Outcome {
  verdict: Verdict;
  figures: { openCritical: number | null; burnRate: number | null };
  reportUrl?: string;
  /** Plain sentences for the log, such as what could not be read. */
  notes?: readonly string[];
}
