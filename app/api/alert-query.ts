import { z } from '@hono/zod-openapi';
import type { AlertFilter, AlertPosition } from '../../db/alert-pages.ts';
import { ALERT_KINDS } from '../../scanners/alerts/index.ts';
import { SEVERITIES, severityAtLeast } from '../../scanners/osv/severity.ts';
import { cursorParameter, encodeCursor } from './cursor.ts';
import { advisoryId, limit, listOf, oneOf, packageName, repository, tag } from './parameters.ts';
import { ALERT_STATES } from './shapes/alert.ts';
import { severityShape } from './shapes/parts.ts';

/** What the list of alerts can be asked for, in the API and on the page alike. */
export const alertQuery = z.strictObject({
  severity: listOf(SEVERITIES, 'Only these levels.').optional(),
  min_severity: oneOf(
    SEVERITIES,
    'Only this level and what is more urgent. Unrated alerts (`unknown`) are always among them; `min_severity=unknown` gives every level.',
  ).optional(),
  state: listOf(ALERT_STATES, 'Only these states.')
    .default(['open'])
    .openapi({ default: ['open'] }),
  kind: oneOf(ALERT_KINDS, 'Only this kind.').optional(),
  repository: repository.optional(),
  tag: tag.optional(),
  package: packageName.optional(),
  advisory: advisoryId.optional(),
  limit,
  cursor: cursorParameter('alerts', z.tuple([severityShape, z.number().int().min(0).max(2_147_483_647)])),
});

export type AlertQuery = z.output<typeof alertQuery>;

/** The query as the database takes it, within one installation. */
export function alertFilter(query: AlertQuery, installationId: number): AlertFilter {
  const { severity, min_severity } = query;
  const severities = SEVERITIES.filter(
    (level) =>
      (severity === undefined || severity.includes(level)) &&
      (min_severity === undefined || severityAtLeast(level, min_severity)),
  );
  return {
    installationId,
    severities,
    states: query.state,
    kind: query.kind,
    repository: query.repository,
    tag: query.tag,
    packageName: query.package,
    advisoryId: query.advisory,
  };
}

export function alertPage({ cursor, limit }: AlertQuery): { after?: AlertPosition; limit: number } {
  return { after: cursor && { severity: cursor[0], id: cursor[1] }, limit };
}

export function alertCursor(next: AlertPosition | undefined): string | null {
  return next === undefined ? null : encodeCursor('alerts', [next.severity, next.id]);
}
