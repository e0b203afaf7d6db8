import { openPrometheus } from '../../gate/slo/client.ts';
import { gatherSlos } from '../../gate/slo/gather-slos.ts';
import type { Sample } from '../../gate/slo/index.ts';
import type { Config } from '../config/config.ts';
import type { AskObjectives } from './gate-context.ts';

/** Whoever asks waits for a verdict: what is not answered by then is not known. */
const TIMEOUT_MS = 20_000;

/** @param fetch may reach the address that the operator set: it is theirs to say */
export function objectivesOf(
  prometheus: Config['prometheus'],
  fetch: typeof globalThis.fetch = globalThis.fetch,
): AskObjectives | null {
  if (prometheus === undefined) return null;
  const { url, token } = prometheus;
  const pastDays = new Map<string, Sample>();
  return (objectives, { windows, now }) =>
    gatherSlos({
      prometheus: openPrometheus({
        fetch,
        url,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(token === undefined ? {} : { auth: { kind: 'bearer', token } }),
      }),
      objectives,
      now,
      windows,
      pastDays,
    });
}
