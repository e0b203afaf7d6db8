import { mergeGates, mergeSlos } from './merge-gate.ts';
import type { RepositoryConfig } from './repository-config.ts';

const NO_GATE = { environments: {} };

/**
 * `over` on top of `base`: an organisation's defaults, or what a file extends. Lists are joined, those of `base` first,
 * so that an organisation's suppressions hold everywhere and a repository's `!pattern` can take back an ignored path. Of
 * what there is one of (each setting of updates, say), that of `over` counts.
 */
export function mergeConfigs(base: RepositoryConfig, over: RepositoryConfig): RepositoryConfig {
  const merged: RepositoryConfig = {
    ignorePaths: [...base.ignorePaths, ...over.ignorePaths],
    tags: [...new Set([...base.tags, ...over.tags])],
    suppressions: [...base.suppressions, ...over.suppressions],
  };
  const failOn = over.failOn ?? base.failOn;
  if (failOn !== undefined) merged.failOn = failOn;
  const dashboard = over.dashboard ?? base.dashboard;
  if (dashboard !== undefined) merged.dashboard = dashboard;
  if (base.updates ?? over.updates) merged.updates = { ...base.updates, ...over.updates };
  if (base.suppress ?? over.suppress) merged.suppress = { ...base.suppress, ...over.suppress };
  if (base.maintainers ?? over.maintainers) merged.maintainers = { ...base.maintainers, ...over.maintainers };
  if (base.gate ?? over.gate) merged.gate = mergeGates(base.gate ?? NO_GATE, over.gate ?? NO_GATE);
  if (base.slos ?? over.slos) merged.slos = mergeSlos(base.slos ?? [], over.slos ?? []);
  if (base.gateFaults ?? over.gateFaults) merged.gateFaults = [...(base.gateFaults ?? []), ...(over.gateFaults ?? [])];
  if (over.extends !== undefined) merged.extends = over.extends;
  return merged;
}
