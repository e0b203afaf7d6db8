import { z } from '@hono/zod-openapi';
import type { LockfileFormat } from '../../../scanners/lockfiles/lockfile.ts';
import type { Severity } from '../../../scanners/osv/advisory.ts';
import { SEVERITIES } from '../../../scanners/osv/severity.ts';

export const severityShape = z.enum(SEVERITIES).openapi('Severity', {
  description: 'The most urgent first. `unknown`: nobody has rated the flaw yet. It is never to be read as low.',
});

export const formatShape = z
  .enum(['npm', 'yarn-v1', 'yarn-berry', 'pnpm', 'bun'] satisfies LockfileFormat[])
  .nullable()
  .openapi({ description: 'Null for a lockfile that could not be read.' });

export const time = z.string().datetime();

export const repositoryPartShape = z
  .object({
    id: z.number().int().openapi({ description: "GitHub's id: it stays when the repository is renamed." }),
    full_name: z.string().openapi({ example: 'octo-org/web-shop' }),
  })
  .openapi('RepositoryReference');

export const lockfilePartShape = z
  .object({ id: z.number().int(), path: z.string().openapi({ example: 'package-lock.json' }), format: formatShape })
  .openapi('LockfileReference');

export const scopesShape = z
  .array(z.enum(['prod', 'dev', 'optional', 'peer']))
  .openapi({ description: 'Every way in which it is needed.' });

export const pathShape = z.array(z.string()).openapi({
  description:
    'Why it is there: the shortest path from a project down to the package that asks for it, as `name@version`. Empty where a project asks for it itself.',
  example: ['express@4.16.0', 'body-parser@1.18.2'],
});

export const nextShape = z
  .string()
  .nullable()
  .openapi({ description: 'The `cursor` of the next page; null on the last one.' });

/** Open alerts of each level. */
export const alertCountsShape = z
  .object({
    total: z.number().int(),
    critical: z.number().int(),
    high: z.number().int(),
    unknown: z.number().int(),
    medium: z.number().int(),
    low: z.number().int(),
  })
  .openapi('AlertCounts');

export function alertCounts(counts: ReadonlyMap<Severity, number>): z.input<typeof alertCountsShape> {
  const of = (level: Severity) => counts.get(level) ?? 0;
  return {
    total: SEVERITIES.reduce((total, level) => total + of(level), 0),
    critical: of('critical'),
    high: of('high'),
    unknown: of('unknown'),
    medium: of('medium'),
    low: of('low'),
  };
}

export function timeOf(date: Date): string {
  return date.toISOString();
}

export function timeOrNull(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

/** A row of ours holds only known formats; the type of the column does not say so. */
export function formatOf(format: string | null): z.input<typeof formatShape> {
  const read = formatShape.safeParse(format);
  return read.success ? read.data : null;
}

export function scopesOf(scopes: readonly string[]): z.input<typeof scopesShape> {
  return scopes.filter((scope) => scope === 'prod' || scope === 'dev' || scope === 'optional' || scope === 'peer');
}

export function osvUrl(id: string): string {
  return `https://osv.dev/vulnerability/${encodeURIComponent(id)}`;
}
