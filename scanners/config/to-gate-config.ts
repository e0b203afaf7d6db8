import type { z } from 'zod';
import { durationMinutes } from './duration.ts';
import type { EnvironmentConfig, FreezeConfig, GateConfig, SloConfig } from './gate-config.ts';
import type { gateSettings } from './gate-schema.ts';
import { type sloItem, targetOf } from './slos-schema.ts';

type File = z.output<typeof gateSettings>;
type FileEnvironment = NonNullable<File['environments']>[string];
type FileFreeze = NonNullable<NonNullable<FileEnvironment['freeze']>['windows']>[number];

/** `gate:` as it is written → as the program uses it. What is not written is left out. */
export function toGateConfig({ environments = {}, 'pull-requests': pullRequests }: File): GateConfig {
  return {
    ...defined({ pullRequests }),
    environments: Object.fromEntries(
      Object.entries(environments).map(([name, settings]) => [name, toEnvironment(settings)]),
    ),
  };
}

function toEnvironment(file: FileEnvironment): EnvironmentConfig {
  const { freeze, soak, unknown, overrides } = file;
  const alerts = file['open-alerts'];
  const score = file['trust-score'];
  const burn = file['burn-rate'];
  return defined<EnvironmentConfig>({
    openAlerts:
      alerts &&
      defined({
        mode: alerts.mode,
        max: alerts.max && defined(alerts.max),
        maxKnownExploited: alerts['max-known-exploited'],
        kinds: alerts.kinds,
        tags: alerts.tags,
        development: alerts.development,
        watchdog:
          alerts.watchdog &&
          defined({ sources: alerts.watchdog.sources, maxAgeMinutes: minutes(alerts.watchdog['max-age']) }),
      }),
    trustScore:
      score && defined({ mode: score.mode, minimum: score.minimum, minimumCoverage: score['minimum-coverage'] }),
    burnRate:
      burn &&
      defined({
        mode: burn.mode,
        below: burn.below,
        window: burn.window,
        pairs: burn.pairs,
        services: burn.services,
        minimumEvents: burn['minimum-events'],
      }),
    maintainerChanges: file['maintainer-changes'] && defined(file['maintainer-changes']),
    drift: file.drift && defined(file.drift),
    freeze: freeze && defined({ mode: freeze.mode, windows: freeze.windows?.map(toFreeze) }),
    soak: soak && defined({ mode: soak.mode, minimumMinutes: minutes(soak.minimum) }),
    unknown: unknown && defined({ noData: unknown['no-data'], noTraffic: unknown['no-traffic'], error: unknown.error }),
    overrides:
      overrides &&
      defined({ approvers: overrides.approvers, people: overrides.people, maxHours: hours(minutes(overrides.max)) }),
    inputs: file.inputs,
  });
}

function toFreeze({ name, start, duration, timezone, rrule, except }: FileFreeze): FreezeConfig {
  const rest = defined({ timezone, rrule, except });
  return { name, start, durationMinutes: durationMinutes(duration)!, ...rest };
}

export function toSloConfig(file: z.output<typeof sloItem>): SloConfig {
  const { name, service, target, window = '30d', prometheus, url } = file;
  return {
    name,
    service,
    target: targetOf(target)!,
    windowDays: Number(window.slice(0, -1)),
    ...defined(prometheus),
    ...(url !== undefined && { url }),
  };
}

function minutes(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMinutes(text)!;
}

function hours(length: number | undefined): number | undefined {
  return length === undefined ? undefined : length / 60;
}

function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
