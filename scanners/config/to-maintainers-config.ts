import type { z } from 'zod';
import type { maintainersSettings } from './maintainers-schema.ts';
import { DEFAULT_MAINTAINERS, type MaintainersConfig } from './repository-config.ts';

/** `maintainers:` as it is written → as the program uses it. What is not written is left out. */
export function toMaintainersConfig(file: z.output<typeof maintainersSettings>): Partial<MaintainersConfig> {
  const config: Partial<MaintainersConfig> = {};
  if (file.enabled !== undefined) config.enabled = file.enabled;
  if (file.level !== undefined) config.level = file.level;
  if (file.cooldown !== undefined) config.cooldownDays = file.cooldown;
  if (file['report-to'] !== undefined) config.reportTo = toRepository(file['report-to']);
  return config;
}

/** What holds for a repository. */
export function maintainersOf({ maintainers }: { maintainers?: Partial<MaintainersConfig> }): MaintainersConfig {
  return { ...DEFAULT_MAINTAINERS, ...maintainers };
}

function toRepository(written: string): NonNullable<MaintainersConfig['reportTo']> {
  const slash = written.indexOf('/');
  return slash === -1 ? { name: written } : { owner: written.slice(0, slash), name: written.slice(slash + 1) };
}
