import type { Repository } from '../../../db/repositories.ts';
import type { MaintainersConfig } from '../../../scanners/config/index.ts';
import { watchingOf } from '../changes/watching-of.ts';

/** A repository of an installation, as far as it says where changes are told of. */
export interface ReportingRepository {
  id: number;
  owner: string;
  name: string;
  private: boolean;
  config: MaintainersConfig;
}

export interface ReportPlace {
  /** Whose issues tell of what the repository depends on. */
  repositoryId: number;
  /** One issue for each event, or one for each day. */
  by: 'event' | 'day';
  /** Why it is not the repository that the configuration names. */
  problem?: { reportTo: string; why: 'unknown' | 'public' };
}

/**
 * Where each repository's changes are told of: by its id. What cannot be told where the configuration says is told in the repository itself:
 * a private repository's name is not for the readers of a public one's issues.
 */
export function reportPlaces(repositories: readonly ReportingRepository[]): Map<number, ReportPlace> {
  const byName = new Map(repositories.map((one) => [nameOf(one), one]));
  return new Map(repositories.map((one) => [one.id, placeOf(one)]));

  function placeOf(repository: ReportingRepository): ReportPlace {
    const { id, owner, config } = repository;
    if (config.reportTo === undefined) return { repositoryId: id, by: 'day' };
    const named = { owner: config.reportTo.owner ?? owner, name: config.reportTo.name };
    const to = byName.get(nameOf(named));
    const reportTo = `${named.owner}/${named.name}`;
    if (to === undefined) return { repositoryId: id, by: 'day', problem: { reportTo, why: 'unknown' } };
    if (repository.private && !to.private) {
      return { repositoryId: id, by: 'day', problem: { reportTo, why: 'public' } };
    }
    return { repositoryId: to.id, by: 'event' };
  }
}

export function toReporting({ id, owner, name, private: hidden, config }: Repository): ReportingRepository {
  return { id, owner, name, private: hidden, config: watchingOf(config) };
}

/** GitHub's names do not tell upper case from lower. */
function nameOf({ owner, name }: { owner: string; name: string }): string {
  return `${owner}/${name}`.toLowerCase();
}
