import { policyProblems } from '../../../gate/read-policy.ts';
import {
  CONFIG_PATH,
  type ConfigPlace,
  type ConfigProblem,
  type RepositoryConfig,
  resolveExtends,
} from '../../../scanners/config/index.ts';

/** A file that was looked for: when it changes, this repository's configuration does. */
export interface ConfigSource {
  /** `owner/name`, in lower case. */
  repo: string;
  path: string;
  /** Null where there was no such file. */
  sha: string | null;
}

export interface ReadConfig {
  config: RepositoryConfig;
  problems: ConfigProblem[];
  sources: ConfigSource[];
}

export type ReadPlace = (place: ConfigPlace) => Promise<{ text: string; sha: string } | null>;

/** The configuration that holds for a repository, and the files of other repositories that it depends on. */
export async function readConfig(read: ReadPlace, repository: { owner: string; name: string }): Promise<ReadConfig> {
  const own: ConfigPlace = { owner: repository.owner, repo: repository.name, path: CONFIG_PATH };
  const sources: ConfigSource[] = [];
  const { config, problems } = await resolveExtends(async (place) => {
    const file = await read(place);
    const repo = `${place.owner}/${place.repo}`.toLowerCase();
    if (repo !== `${own.owner}/${own.repo}`.toLowerCase()) {
      sources.push({ repo, path: place.path, sha: file?.sha ?? null });
    }
    return file?.text ?? null;
  }, own);
  return { config, problems: [...problems, ...policyProblems(config)], sources };
}
