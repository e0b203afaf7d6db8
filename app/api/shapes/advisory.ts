import { z } from '@hono/zod-openapi';
import type { AdvisoryRow } from '../../../db/advisory-usage.ts';
import type { RatedExploitation } from '../../exploits/rate-exploitation.ts';
import { exploitationFields, exploitationFieldsOf } from './exploitation.ts';
import { osvUrl, severityShape, time, timeOf, timeOrNull } from './parts.ts';

const eventShape = z
  .object({
    introduced: z.string().optional(),
    fixed: z.string().optional(),
    lastAffected: z.string().optional(),
    limit: z.string().optional(),
  })
  .openapi({ description: 'Exactly one of the four. `introduced` may be `0`: from the first version.' });

/** The fields of a stored record that are given out. */
const recordSchema = z.object({
  aliases: z.array(z.string()),
  severity: z.object({ vector: z.string().optional() }),
  affected: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.string()),
      ranges: z.array(z.object({ events: z.array(eventShape) })),
    }),
  ),
  references: z.array(z.string()),
});

export const advisoryShape = z
  .object({
    id: z.string().openapi({ example: 'GHSA-35jh-r3h4-6jhm' }),
    aliases: z.array(z.string()).openapi({ example: ['CVE-2021-23337'] }),
    summary: z.string().openapi({ example: 'Command Injection in lodash' }),
    severity: severityShape,
    score: z
      .number()
      .min(0)
      .max(10)
      .nullable()
      .openapi({ description: 'CVSS, where the record gives one.', example: 7.2 }),
    vector: z.string().nullable().openapi({ description: 'CVSS vector.' }),
    ...exploitationFields,
    malware: z.boolean(),
    published_at: time.nullable(),
    modified_at: time,
    withdrawn_at: time.nullable().openapi({ description: 'A withdrawn advisory affects nobody.' }),
    url: z.string().openapi({ example: 'https://osv.dev/vulnerability/GHSA-35jh-r3h4-6jhm' }),
    references: z.array(z.string()).openapi({ example: ['https://github.com/advisories/GHSA-35jh-r3h4-6jhm'] }),
    packages: z.array(
      z.object({
        name: z.string().openapi({ example: 'lodash' }),
        ranges: z.array(z.array(eventShape)).openapi({ example: [[{ introduced: '0' }, { fixed: '4.17.21' }]] }),
        versions: z
          .array(z.string())
          .openapi({ example: [], description: 'Versions that the record lists, the first 100.' }),
      }),
    ),
  })
  .openapi('Advisory', { description: 'An OSV record, as far as npm packages go.' });

export function advisoryOf(row: AdvisoryRow, exploitation: RatedExploitation): z.input<typeof advisoryShape> {
  const record = recordSchema.catch({ aliases: [], severity: {}, affected: [], references: [] }).parse(row.record);
  return {
    id: row.id,
    aliases: record.aliases,
    summary: row.summary,
    severity: severityShape.catch('unknown').parse(row.severity),
    score: row.score,
    vector: record.severity.vector ?? null,
    ...exploitationFieldsOf(exploitation),
    malware: row.malware,
    published_at: timeOrNull(row.published),
    modified_at: timeOf(row.modified),
    withdrawn_at: timeOrNull(row.withdrawn),
    url: osvUrl(row.id),
    references: record.references.filter((reference) => /^https?:\/\//i.test(reference)).slice(0, 100),
    packages: record.affected.slice(0, 100).map(({ name, versions, ranges }) => ({
      name,
      ranges: ranges.slice(0, 100).map(({ events }) => events),
      versions: versions.slice(0, 100),
    })),
  };
}
