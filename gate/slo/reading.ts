import type { Known } from '../known.ts';
import type { Undecided } from '../policy.ts';
import { burnRate, sampleProblem, targetProblem } from './sli.ts';
import type { BurnWindow, Sample, SloFact } from './slo-fact.ts';

/** A number that was worked out, or the state that a check has without it and a sentence why, without its full stop. */
export type Reading<Value> =
  | { state: 'known'; value: Value; sample: Sample; asOf: string }
  | { state: Undecided; text: string };

/** The burn rate of an objective over one window. Never throws: what cannot be true is state `error`. */
export function burnOver(slo: SloFact, window: BurnWindow, minimumEvents = 0): Reading<number> {
  const counted = slo.windows[window];
  if (counted === undefined) return { state: 'no-data', text: `${nameOf(slo)} was not measured over ${window}` };
  return readBurn(slo, counted, { over: window, minimumEvents });
}

/** Counts as the burn rate that they mean, in the words of an objective. */
export function readBurn(
  slo: SloFact,
  counted: Known<Sample>,
  { over, minimumEvents = 0 }: { over: string; minimumEvents?: number },
): Reading<number> {
  if (!counted.known) return { state: counted.why, text: counted.text };
  const { value: sample, asOf } = counted;
  const wrong = targetProblem(slo.target) ?? sampleProblem(sample);
  if (wrong !== null) return { state: 'error', text: `${nameOf(slo)} over ${over}: ${wrong}` };
  if (sample.total === 0) return { state: 'no-traffic', text: `${nameOf(slo)} had no events in ${over}` };
  if (sample.total < minimumEvents) {
    const few = `${nameOf(slo)} had ${round(sample.total)} events in ${over}`;
    return { state: 'no-traffic', text: `${few}, and fewer than ${minimumEvents} say nothing` };
  }
  // No events were told of above.
  return { state: 'known', value: burnRate(sample, slo.target) ?? 0, sample, asOf };
}

/** As people know it: `shop/availability`. */
export function nameOf(slo: { name: string; service: string }): string {
  return `${slo.service}/${slo.name}`;
}

function round(count: number): number {
  return Math.round(count * 10) / 10;
}
