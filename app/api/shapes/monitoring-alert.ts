import { z } from '@hono/zod-openapi';
import type { MonitoringAlertRow } from '../../../db/monitoring-alerts.ts';
import { type MonitoringSource, truncatedAlerts } from '../../../db/monitoring-sources.ts';
import { repositoryPartShape, severityShape, time, timeOf, timeOrNull } from './parts.ts';

export const MONITORING_STATUSES = ['firing', 'resolved'] as const;

export const monitoringAlertShape = z
  .object({
    id: z.number().int(),
    source: z.string().openapi({ description: 'Name of the token that it was sent with.', example: 'alertmanager' }),
    fingerprint: z.string().openapi({ description: 'What tells it from the other alerts of its source.' }),
    status: z.enum(MONITORING_STATUSES),
    severity: severityShape,
    title: z.string().openapi({ example: 'Too many errors at checkout' }),
    service: z.string().nullable().openapi({ example: 'checkout' }),
    environment: z.string().nullable().openapi({
      description: 'Null: it counts for every environment.',
      example: 'production',
    }),
    repository: z
      .union([repositoryPartShape, z.null()])
      .openapi({ description: 'Null: it counts for every repository of the installation.' }),
    tags: z.array(z.string()).openapi({ example: ['team:payments'] }),
    url: z.string().nullable().openapi({ description: 'Where its source shows it.' }),
    labels: z.record(z.string(), z.string()).openapi({ example: { alertname: 'HighErrors' } }),
    starts_at: time,
    ends_at: time.nullable().openapi({ description: 'When it was resolved, by the word of its source.' }),
    received_at: time.openapi({ description: 'When it was told of last.' }),
  })
  .openapi('MonitoringAlert');

export const monitoringSourceShape = z
  .object({
    source: z.string().openapi({ example: 'alertmanager' }),
    heard_at: time.openapi({ description: 'When it sent anything last.' }),
    watchdog_heard_at: time.nullable().openapi({
      description: 'When its watchdog was heard last: an alert that always fires. Null: it has none.',
    }),
    truncated_alerts: z.number().int().openapi({
      description:
        'How many alerts its last deliveries left out (`max_alerts` of Alertmanager): nobody knows them here.',
    }),
  })
  .openapi('MonitoringSource');

export function monitoringAlertOf(row: MonitoringAlertRow): z.input<typeof monitoringAlertShape> {
  const { repository_id: id, repository_owner: owner, repository_name: name } = row;
  return {
    id: row.id,
    source: row.source,
    fingerprint: row.fingerprint,
    status: row.status,
    severity: row.severity,
    title: row.title,
    service: row.service,
    environment: row.environment,
    repository: id === null ? null : { id, full_name: `${owner}/${name}` },
    tags: row.tags,
    url: row.url,
    labels: row.labels,
    starts_at: timeOf(row.starts_at),
    ends_at: timeOrNull(row.ends_at),
    received_at: timeOf(row.received_at),
  };
}

export function monitoringSourceOf(row: MonitoringSource): z.input<typeof monitoringSourceShape> {
  return {
    source: row.source,
    heard_at: timeOf(row.heard_at),
    watchdog_heard_at: timeOrNull(row.watchdog_heard_at),
    truncated_alerts: truncatedAlerts(row),
  };
}
