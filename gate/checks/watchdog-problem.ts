import type { Watchdog } from '../facts.ts';
import type { Known } from '../known.ts';
import type { OpenAlertsPolicy } from '../policy.ts';
import { momentText, named } from './in-words.ts';
import type { NotKnown } from './worst-state.ts';

/**
 * Whether the silence of monitoring says anything: each source that is asked for has to have been heard lately. A clock that is far ahead of
 * ours proves as little as one that stands.
 */
export function watchdogProblem(
  watchdogs: Known<readonly Watchdog[]>,
  { sources, maxAgeMinutes }: NonNullable<OpenAlertsPolicy['watchdog']>,
  now: Date,
): NotKnown | undefined {
  if (!watchdogs.known) return { state: watchdogs.why, text: watchdogs.text };
  const asked = sources.length > 0 ? sources : watchdogs.value.map(({ source }) => source);
  if (asked.length === 0) return { state: 'no-data', text: 'no watchdog alert of monitoring was ever heard' };
  for (const source of asked) {
    const heard = watchdogs.value.filter((each) => each.source === source).map(({ lastHeardAt }) => lastHeardAt);
    if (heard.length === 0) return { state: 'no-data', text: `the watchdog of ${named(source)} was never heard` };
    if (!heard.some(isFresh)) {
      const last = heard.toSorted().at(-1)!;
      const text = `the watchdog of ${named(source)} was heard last at ${momentText(last)}, and has to be every ${maxAgeMinutes} minutes`;
      return { state: 'no-data', text };
    }
  }
  return undefined;

  function isFresh(lastHeardAt: string): boolean {
    return Math.abs(now.getTime() - Date.parse(lastHeardAt)) <= maxAgeMinutes * 60_000;
  }
}
