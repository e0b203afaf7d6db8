import { z } from '@hono/zod-openapi';
import type { AlertEvent, AlertRow } from '../../../db/alert-pages.ts';
import { ALERT_KINDS, wayOf } from '../../../scanners/alerts/index.ts';
import type { RatedExploitation } from '../../exploits/rate-exploitation.ts';
import { exploitationFields, exploitationFieldsOf } from './exploitation.ts';
import {
  formatOf,
  lockfilePartShape,
  osvUrl,
  pathShape,
  repositoryPartShape,
  scopesOf,
  scopesShape,
  severityShape,
  time,
  timeOf,
  timeOrNull,
} from './parts.ts';

export const ALERT_STATES = ['open', 'suppressed', 'resolved'] as const;

export const alertShape = z
  .object({
    id: z.number().int(),
    state: z.enum(ALERT_STATES),
    state_reason: z.string().nullable().openapi({
      description: 'Why it is in that state: what resolved it, or the reason of its suppression.',
    }),
    kind: z.enum(ALERT_KINDS).openapi({
      description: 'A flaw, malicious code, or a change of who maintains the package and how it is published.',
    }),
    severity: severityShape,
    score: z
      .number()
      .min(0)
      .max(10)
      .nullable()
      .openapi({ description: 'CVSS, where the advisory gives one.', example: 7.2 }),
    ...exploitationFields,
    package: z.string().openapi({ example: 'lodash' }),
    versions: z
      .array(
        z.object({
          version: z.string().openapi({ example: '4.17.20' }),
          fixed_in: z.string().nullable().openapi({
            description: 'The lowest version that clears every finding on the package; null where none is known.',
            example: '4.17.21',
          }),
          direct: z.boolean().openapi({ description: 'A project asks for this version itself.' }),
          scopes: scopesShape,
          path: pathShape,
        }),
      )
      .openapi({ description: 'The affected versions that the lockfile holds, or held last.' }),
    advisory: z.object({
      id: z.string().openapi({
        description: 'Of a maintainer change: `maintainer-change-` and its number.',
        example: 'GHSA-35jh-r3h4-6jhm',
      }),
      ids: z.array(z.string()).openapi({
        description: 'All ids and aliases of the same flaw.',
        example: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'],
      }),
      summary: z.string().openapi({ example: 'Command Injection in lodash' }),
      url: z.string().nullable().openapi({
        description: 'Null for a maintainer change: no advisory tells of it.',
        example: 'https://osv.dev/vulnerability/GHSA-35jh-r3h4-6jhm',
      }),
      published_at: time.nullable().openapi({ description: 'Of a maintainer change: when it began.' }),
    }),
    repository: repositoryPartShape,
    lockfile: lockfilePartShape,
    direct: z.boolean().openapi({
      description: 'A project asks for the package itself. This, `scopes` and `path` sum up over all `versions`.',
    }),
    scopes: scopesShape,
    path: pathShape,
    suppressed_until: time.nullable(),
    reopened_count: z.number().int(),
    opened_at: time,
    state_changed_at: time,
    resolved_at: time.nullable(),
  })
  .openapi('Alert', {
    description:
      'One flaw of one package, or one maintainer change, in one lockfile. It keeps its number when it is resolved and comes back.',
  });

export const alertEventShape = z
  .object({
    seq: z.number().int().openapi({ description: "Number in the installation's chain of evidence." }),
    at: time,
    event: z.string().openapi({ example: 'alert.opened' }),
    data: z.record(z.string(), z.unknown()).openapi({ description: 'What was decided, and from which facts.' }),
  })
  .openapi('AlertEvent');

export function alertOf(row: AlertRow, exploitation: RatedExploitation): z.input<typeof alertShape> {
  return {
    id: row.id,
    state: row.state,
    state_reason: row.state_reason,
    kind: row.kind,
    severity: row.severity,
    score: row.score,
    ...exploitationFieldsOf(exploitation),
    package: row.package_name,
    versions: row.versions.map((version) => versionOf(row, version)),
    advisory: {
      id: row.group_key,
      ids: row.advisory_ids,
      summary: row.summary,
      url: advisoryUrlOf(row),
      published_at: timeOrNull(row.published_at),
    },
    repository: { id: row.repository_id, full_name: `${row.repository_owner}/${row.repository_name}` },
    lockfile: { id: row.lockfile_id, path: row.lockfile_path, format: formatOf(row.lockfile_format) },
    direct: row.direct,
    scopes: scopesOf(row.scopes),
    path: row.path,
    suppressed_until: timeOrNull(row.suppressed_until),
    reopened_count: row.reopened_count,
    opened_at: timeOf(row.opened_at),
    state_changed_at: timeOf(row.state_changed_at),
    resolved_at: timeOrNull(row.resolved_at),
  };
}

/** Null where there is no advisory to read. */
export function advisoryUrlOf({ kind, group_key }: Pick<AlertRow, 'kind' | 'group_key'>): string | null {
  return kind === 'maintainer-change' ? null : osvUrl(group_key);
}

function versionOf(row: AlertRow, version: string): z.input<typeof alertShape>['versions'][number] {
  const { direct, scopes, path } = wayOf(row, version);
  return { version, fixed_in: fixOf(row, version), direct, scopes: scopesOf(scopes), path };
}

export function alertEventOf({ seq, at, event, data }: AlertEvent): z.input<typeof alertEventShape> {
  return { seq, at: timeOf(at), event, data: JSON.parse(data) };
}

/** Versions come from lockfiles, so one may be called like a property that every object has. */
export function fixOf({ fixes }: Pick<AlertRow, 'fixes'>, version: string): string | null {
  return Object.hasOwn(fixes, version) ? (fixes[version] ?? null) : null;
}
