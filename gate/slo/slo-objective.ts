/**
 * A promise about a service, and how to ask a Prometheus for it. The queries count events; `{{window}}` in them stands for the range
 * that is asked for, such as `sum(increase(http_requests_total{job="shop"}[{{window}}]))`. Exactly one of `good` and `bad` is given.
 */
export interface SloObjective {
  name: string;
  service: string;
  /** Share of good events that is promised, above 0 and below 1. */
  target: number;
  windowDays: number;
  good?: string;
  bad?: string;
  total: string;
  /** Where people look at it. */
  url?: string;
}

const PLACEHOLDER = /\{\{\s*\.?window\s*\}\}/g;

/** Whether a query says where its range goes. `{{.window}}`, as Sloth writes it, does too. */
export function namesWindow(query: string): boolean {
  return query.search(PLACEHOLDER) !== -1;
}

export function queryFor(query: string, range: string): string {
  return query.replace(PLACEHOLDER, () => range);
}
