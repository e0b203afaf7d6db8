import { alertsThatCount, ratedAs } from './checks/alerts-that-count.ts';
import type { GateFacts } from './facts.ts';
import type { GatePolicy } from './policy.ts';
import { burnOver } from './slo/reading.ts';

/** What people put on a screen beside a verdict. Null is not known, and is never 0. */
export interface GateFigures {
  /** Open alerts of severity critical, unrated ones not among them, that the policy asks about. */
  openCritical: number | null;
  /** The highest burn rate over the policy's window. */
  burnRate: number | null;
}

/** A number that stands for all of it is told only where all of it is known. */
export function figuresOf(facts: GateFacts, policy: GatePolicy): GateFigures {
  const alerts = policy.checks['open-alerts'];
  const gaps = [...(facts.alertGaps ?? []), ...(facts.monitoringGaps ?? [])];
  const whole = facts.alerts.known && gaps.length === 0;
  const openCritical = whole
    ? alertsThatCount(facts, alerts).filter((each) => ratedAs(each) === 'critical').length
    : null;
  return { openCritical, burnRate: highestBurn(facts, policy) };
}

function highestBurn({ slos }: GateFacts, policy: GatePolicy): number | null {
  const { services, window, minimumEvents } = policy.checks['burn-rate'];
  if (!slos.known) return null;
  const asked = slos.value.filter(({ service }) => services.length === 0 || services.includes(service));
  const burns = asked.map((slo) => burnOver(slo, window, minimumEvents));
  const values = burns.flatMap((burn) => (burn.state === 'known' ? [burn.value] : []));
  return values.length === 0 || values.length < burns.length ? null : Math.max(...values);
}
