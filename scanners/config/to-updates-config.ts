import type { z } from 'zod';
import { DEFAULT_SUPPRESS, DEFAULT_UPDATES, type SuppressConfig, type UpdatesConfig } from './repository-config.ts';
import type { suppressSettings, updatesSettings } from './updates-schema.ts';

/** `updates:` as it is written → as the program uses it. What is not written is left out. */
export function toUpdatesConfig(file: z.output<typeof updatesSettings>): Partial<UpdatesConfig> {
  const { schedule } = file;
  return defined({
    enabled: file.enabled,
    group: file.group,
    minSeverity: file['min-severity'],
    minReleaseAgeDays: file['min-release-age'],
    overrides: file.overrides,
    baseBranch: file['base-branch'],
    labels: file.labels,
    reviewers: file.reviewers,
    assignees: file.assignees,
    draft: file.draft,
    schedule: schedule === undefined ? undefined : { cron: schedule.cron, timezone: schedule.timezone ?? 'UTC' },
  });
}

export function toSuppressConfig(file: z.output<typeof suppressSettings>): Partial<SuppressConfig> {
  return defined({ defaultDays: file['default-days'], maxDays: file['max-days'] });
}

/** What holds for a repository. */
export function updatesOf({ updates }: { updates?: Partial<UpdatesConfig> }): UpdatesConfig {
  return { ...DEFAULT_UPDATES, ...updates };
}

/** A default that is longer than the longest is cut to it. */
export function suppressOf({ suppress }: { suppress?: Partial<SuppressConfig> }): SuppressConfig {
  const { defaultDays, maxDays } = { ...DEFAULT_SUPPRESS, ...suppress };
  return { defaultDays: Math.min(defaultDays, maxDays), maxDays };
}

function defined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
