import { join } from 'node:path';
import {
  CONFIG_PATH,
  type ConfigProblem,
  DEFAULT_CONFIG,
  type RepositoryConfig,
  readRepositoryConfig,
} from '../config/index.ts';
import { readTextFile } from './read-text-file.ts';

const MAX_BYTES = 1_000_000;

export interface RootConfig {
  config: RepositoryConfig;
  problems: ConfigProblem[];
  /** Whether there is a file at all. */
  found: boolean;
}

/** The `.github/lockkeeper.yml` of a folder, or another file there; the defaults where it has none. */
export async function readRootConfig(
  root: string,
  { file = CONFIG_PATH, shownAs = file }: { file?: string; shownAs?: string } = {},
): Promise<RootConfig> {
  const read = await readTextFile(join(root, file), { root, maxBytes: MAX_BYTES });
  if ('missing' in read) return { config: { ...DEFAULT_CONFIG }, problems: [], found: false };
  if ('fault' in read) {
    return { config: { ...DEFAULT_CONFIG }, problems: [{ file: shownAs, key: '', ...read.fault }], found: true };
  }
  return { ...readRepositoryConfig({ file: shownAs, text: read.text }), found: true };
}
