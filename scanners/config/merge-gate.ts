import type { EnvironmentConfig, GateConfig, SloConfig } from './gate-config.ts';

/** Environment by environment, setting by setting; their names are the same in upper and lower case, as GitHub has it. */
export function mergeGates(base: GateConfig, over: GateConfig): GateConfig {
  const environments = new Map<string, { name: string; settings: EnvironmentConfig }>();
  for (const { environments: layer } of [base, over]) {
    for (const [name, settings] of Object.entries(layer)) {
      const earlier = environments.get(name.toLowerCase());
      environments.set(
        name.toLowerCase(),
        earlier === undefined
          ? { name, settings }
          : { ...earlier, settings: mergeEnvironments(earlier.settings, settings) },
      );
    }
  }
  const pullRequests = over.pullRequests ?? base.pullRequests;
  return {
    ...(pullRequests === undefined ? {} : { pullRequests }),
    environments: Object.fromEntries([...environments.values()].map(({ name, settings }) => [name, settings])),
  };
}

/** Check by check and setting by setting: that of `over` counts. Freezes are joined by name, so that an organisation's hold everywhere. */
export function mergeEnvironments(base: EnvironmentConfig, over: EnvironmentConfig): EnvironmentConfig {
  const merged = mergeSettings(base, over);
  const windows = join(base.freeze?.windows ?? [], over.freeze?.windows ?? [], ({ name }) => name);
  return windows.length === 0 ? merged : { ...merged, freeze: { ...merged.freeze, windows } };
}

/** A name is one of a service. */
export function mergeSlos(base: readonly SloConfig[], over: readonly SloConfig[]): SloConfig[] {
  return join(base, over, ({ service, name }) => JSON.stringify([service, name]));
}

/** Those of `base` first; one of the same key in `over` takes its place. */
function join<T>(base: readonly T[], over: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map([...base, ...over].map((item) => [keyOf(item), item])).values()];
}

/** Maps are merged, all else (lists too) is one setting. */
function mergeSettings<T extends object>(base: T, over: T): T {
  const merged = { ...base };
  for (const key of Object.keys(over) as (keyof T)[]) {
    const [mine, theirs] = [over[key], merged[key]];
    merged[key] = isSettings(mine) && isSettings(theirs) ? mergeSettings(theirs, mine) : mine;
  }
  return merged;
}

function isSettings(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
