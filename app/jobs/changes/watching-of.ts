import type { Repository } from '../../../db/repositories.ts';
import { type MaintainersConfig, maintainersOf } from '../../../scanners/config/index.ts';

/** How maintainer changes are watched for a repository, by the configuration that its last scan has stored. */
export function watchingOf(config: Repository['config']): MaintainersConfig {
  return maintainersOf((config ?? {}) as { maintainers?: Partial<MaintainersConfig> });
}
