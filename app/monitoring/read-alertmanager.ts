import { z } from 'zod';
import type { ToldAlert } from '../../db/save-monitoring-alerts.ts';
import {
  BOUNDS,
  cut,
  fingerprintOf,
  labelsOf,
  linkOf,
  nameOf,
  repositoryOf,
  severityOf,
  tagsOf,
} from './told-parts.ts';

/** Why one alert of a delivery could not be taken. The others are. */
export interface AlertProblem {
  /** Its place among the alerts of the delivery, from 0. */
  index: number;
  /** Its name, as far as it has one. */
  name: string | null;
  expected: string;
  found: string;
}

export interface AlertmanagerDelivery {
  alerts: ToldAlert[];
  /** A watchdog was among them, and it fires. */
  watchdog: boolean;
  /** How many its Alertmanager left out of this group (`max_alerts`). */
  truncated: { group: string; alerts: number };
  problems: AlertProblem[];
}

/** Alerts of one delivery. More than that many are told of as a problem. */
export const MOST_ALERTS = 10_000;

/**
 * Reads what Alertmanager posts (webhook version 4: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). What it says
 * beyond what we use is let be, so that a later version is understood too, and one alert that cannot be read never loses the others.
 */
export function readAlertmanager(body: AlertmanagerBody): AlertmanagerDelivery {
  const { groupKey, status, truncatedAlerts } = body;
  const delivery: AlertmanagerDelivery = {
    alerts: [],
    watchdog: false,
    // A group that is resolved as a whole has nothing left that nobody knows of.
    truncated: {
      group: fingerprintOf(typeof groupKey === 'string' ? groupKey : ''),
      alerts: status === 'resolved' ? 0 : countOf(truncatedAlerts),
    },
    problems: [],
  };
  for (const [index, alert] of body.alerts.slice(0, MOST_ALERTS).entries()) readAlert(delivery, index, alert);
  if (body.alerts.length > MOST_ALERTS) {
    delivery.problems.push({
      index: MOST_ALERTS,
      name: null,
      expected: `at most ${MOST_ALERTS} alerts`,
      found: `${body.alerts.length}`,
    });
  }
  return delivery;
}

export interface AlertmanagerBody {
  groupKey?: unknown;
  status?: unknown;
  truncatedAlerts?: unknown;
  alerts: unknown[];
}

const told = z.object(
  {
    status: z.enum(['firing', 'resolved'], 'status to be firing or resolved'),
    labels: z.record(z.string(), z.unknown(), 'labels to be an object'),
    annotations: z.unknown().optional(),
    startsAt: z.unknown().optional(),
    endsAt: z.unknown().optional(),
    generatorURL: z.unknown().optional(),
    fingerprint: z.unknown().optional(),
  },
  'an object',
);

function readAlert(delivery: AlertmanagerDelivery, index: number, value: unknown): void {
  const read = told.safeParse(value);
  if (!read.success) {
    const { message, path } = read.error.issues[0]!;
    delivery.problems.push({ index, name: nameIn(value), expected: message, found: foundAt(value, path[0]) });
    return;
  }
  const { status, annotations, fingerprint, generatorURL } = read.data;
  const startsAt = timeOf(read.data.startsAt);
  if (startsAt === undefined) {
    const found = foundAt(value, 'startsAt');
    delivery.problems.push({ index, name: nameIn(value), expected: 'startsAt to be a time', found });
    return;
  }
  const labels = labelsOf(read.data.labels);
  if (isWatchdog(labels)) {
    if (status === 'firing') delivery.watchdog = true;
    return;
  }
  const { summary, title, description } = labelsOf(annotations);
  const shown = [summary, title, labels['alertname'], description].find(
    (text) => text !== undefined && text.trim() !== '',
  );
  const known = typeof fingerprint === 'string' && fingerprint.length > 0 && fingerprint.length <= BOUNDS.name;
  delivery.alerts.push({
    fingerprint: known ? fingerprint : fingerprintOf(labels),
    status,
    startsAt,
    endsAt: timeOf(read.data.endsAt) ?? null,
    severity: severityOf(labels['severity']),
    title: cut(shown?.trim() ?? 'an alert without a name', BOUNDS.title),
    service: nameOf(labels['service']),
    environment: nameOf(labels['environment'] ?? labels['env']),
    repository: repositoryOf(labels['repository']),
    tags: tagsOf(labels),
    url: linkOf(generatorURL),
    labels,
  });
}

/** By its usual name, or by a label that anybody can give to an alert of their own that always fires. */
function isWatchdog(labels: Readonly<Record<string, string>>): boolean {
  return labels['alertname'] === 'Watchdog' || labels['lockkeeper_watchdog'] === 'true';
}

/** Null for none and for Go's zero time, which is how it says "not yet"; undefined for what is no time. */
function timeOf(value: unknown): Date | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || !z.iso.datetime({ offset: true }).safeParse(value).success) return undefined;
  const time = new Date(value);
  return time.getUTCFullYear() <= 1 ? null : time;
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.min(Math.ceil(value), 1_000_000) : 0;
}

function nameIn(value: unknown): string | null {
  const labels = typeof value === 'object' && value !== null && 'labels' in value ? labelsOf(value.labels) : {};
  return nameOf(labels['alertname']);
}

function foundAt(value: unknown, key: PropertyKey | undefined): string {
  const at = key === undefined || typeof value !== 'object' || value === null ? value : Reflect.get(value, key);
  if (at === undefined) return 'nothing';
  if (typeof at === 'object' && at !== null) return Array.isArray(at) ? 'a list' : 'an object';
  return cut(JSON.stringify(at), 80);
}
