import { z } from 'zod';
import { RISK_LEVELS } from '../../../scanners/maintainers/index.ts';

/** What a scan of today's or of an earlier version has stored of `maintainers:`. */
const stored = z.object({
  enabled: z.boolean().catch(true),
  level: z.enum(RISK_LEVELS).catch('low'),
  cooldownDays: z.number().min(1).max(90).catch(14),
});

export type Watching = z.output<typeof stored>;

/** How a repository wants maintainer changes to be watched, from its stored configuration. */
export function watchingOf(config: unknown): Watching {
  const { maintainers } = z
    .object({ maintainers: z.unknown() })
    .catch({ maintainers: {} })
    .parse(config ?? {});
  return stored.parse(typeof maintainers === 'object' && maintainers !== null ? maintainers : {});
}
