import { type Known, known, unknown } from '../../../gate/index.ts';
import {
  type BurnWindow,
  gatherSlos,
  openPrometheus,
  SloError,
  type SloFact,
  type SloObjective,
} from '../../../gate/slo/index.ts';
import { ActionError } from '../action-error.ts';
import type { ActionInputs } from '../inputs.ts';
import type { Machine } from '../machine.ts';

/** What the given Prometheus tells of the objectives that the configuration names. */
export async function askObjectives(
  { fetch, now }: Machine,
  { prometheusUrl, prometheusToken }: Pick<ActionInputs, 'prometheusUrl' | 'prometheusToken'>,
  { slos, windows, deadline }: { slos: readonly SloObjective[]; windows: readonly BurnWindow[]; deadline: AbortSignal },
): Promise<Known<readonly SloFact[]>> {
  const time = now();
  if (slos.length === 0) return known([], time.toISOString());
  if (prometheusUrl === null)
    return unknown('no-data', 'No Prometheus is given to ask objectives of: give prometheus-url');
  const auth = prometheusToken === null ? {} : { auth: { kind: 'bearer' as const, token: prometheusToken } };
  try {
    const prometheus = openPrometheus({ fetch, url: prometheusUrl, signal: deadline, ...auth });
    return known(await gatherSlos({ prometheus, objectives: slos, now: time, windows }), time.toISOString());
  } catch (cause) {
    if (cause instanceof SloError) throw new ActionError('mistake', `prometheus-url: ${cause.message}.`, { cause });
    throw cause;
  }
}
