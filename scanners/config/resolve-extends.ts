import type { ConfigProblem } from './config-problem.ts';
import { CONFIG_PATH, type ConfigPlace, parseExtends, showPlace } from './extends-reference.ts';
import { mergeConfigs } from './merge-configs.ts';
import { readRepositoryConfig } from './read-repository-config.ts';
import { DEFAULT_CONFIG, type RepositoryConfig } from './repository-config.ts';

/** The text of a file; null where there is none, or none that may be read. What it throws is passed on. */
export type ConfigReader = (place: ConfigPlace) => Promise<string | null>;

export interface ResolvedConfig {
  config: RepositoryConfig;
  problems: ConfigProblem[];
  /** The files that were there and read, the repository's own first. */
  files: ConfigPlace[];
}

const MAX_FILES = 5;

/**
 * The configuration in force for a repository, of which `start` is the own file: the organisation's defaults
 * (`.github/lockkeeper.yml` of the owner's `.github` repository), then what the file extends, the farthest first, then
 * the file itself. At most five files and one for the defaults are read, one after another.
 */
export async function resolveExtends(read: ConfigReader, start: ConfigPlace): Promise<ResolvedConfig> {
  const resolved: Omit<ResolvedConfig, 'config'> = { problems: [], files: [] };
  const layers: RepositoryConfig[] = [];
  /** A file that is not there may have held a stricter policy of the gate. */
  const missing: ConfigProblem[] = [];

  let place: ConfigPlace | null = start;
  let asked: { by: ConfigPlace; reference: string } | undefined;
  while (place !== null) {
    const text = await read(place);
    if (text === null && asked !== undefined) refuse(asked, `${showPlace(place)}, and no such file can be read`);
    const config: RepositoryConfig | null = text === null ? null : take(place, text);
    const reference = config?.extends;
    if (reference === undefined) break;
    asked = { by: place, reference };
    place = next(asked);
  }

  const defaults: ConfigPlace = { owner: start.owner, repo: '.github', path: CONFIG_PATH };
  if (!resolved.files.some((file) => isSame(file, defaults))) {
    const text = await read(defaults);
    if (text !== null) take(defaults, text);
  }
  const config = layers.reduceRight(mergeConfigs, DEFAULT_CONFIG);
  if (missing.length > 0) config.gateFaults = [...missing, ...(config.gateFaults ?? [])];
  return { config, ...resolved };

  function take(at: ConfigPlace, text: string): RepositoryConfig {
    const reading = readRepositoryConfig({ file: nameOf(at), text });
    resolved.files.push(at);
    resolved.problems.push(...reading.problems);
    layers.push(reading.config);
    return reading.config;
  }

  function next(request: { by: ConfigPlace; reference: string }): ConfigPlace | null {
    const wanted = parseExtends(request.reference, request.by.owner);
    if (wanted === null) return refuse(request, `"${request.reference}"`);
    if (resolved.files.some((file) => isSame(file, wanted)))
      return refuse(request, `a circle back to ${showPlace(wanted)}`);
    if (resolved.files.length >= MAX_FILES) return refuse(request, `a chain of more than ${MAX_FILES} files`);
    return wanted;
  }

  function refuse({ by }: { by: ConfigPlace }, found: string): null {
    const problem: ConfigProblem = {
      file: nameOf(by),
      key: '_extends',
      expected: `a configuration file that is there, in a chain of at most ${MAX_FILES}`,
      found,
      cure: 'Correct the reference, or take it away; what was read so far is used.',
    };
    resolved.problems.push(problem);
    missing.push(problem);
    return null;
  }

  /** The repository's own file goes by its path alone, as people know it. */
  function nameOf(at: ConfigPlace): string {
    return isSame(at, start) ? at.path : showPlace(at);
  }
}

/** GitHub's names do not tell upper case from lower, paths do. */
function isSame(a: ConfigPlace, b: ConfigPlace): boolean {
  const repository = ({ owner, repo }: ConfigPlace): string => `${owner}/${repo}`.toLowerCase();
  return repository(a) === repository(b) && a.path === b.path;
}
