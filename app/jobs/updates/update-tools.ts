import type { Tree } from '../../github/list-tree.ts';
import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { ShellContext } from '../shell-context.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { type KeptAnswers, keepAnswers } from './kept-answers.ts';

/** What planning and carrying out updates need beside what every job has. */
export interface UpdateTools {
  /** By blob sha. */
  texts: KeptAnswers<string>;
  /** By commit sha: the files that projects are made of. */
  trees: KeptAnswers<Tree>;
  documents: DocumentCache;
  registry: RegistrySettings;
  /** Package managers, and what registries answered. */
  cacheFolder: string;
}

export type UpdateContext = ShellContext & { updates: UpdateTools };

/** Characters: some ten of the largest lockfiles. */
const MOST_TEXT = 64 * 1024 * 1024;
const MOST_FILES = 500_000;

export function createUpdateTools({ config, log, now }: Pick<ShellContext, 'config' | 'log' | 'now'>): UpdateTools {
  return {
    texts: keepAnswers(MOST_TEXT, ({ length }) => length),
    trees: keepAnswers(MOST_FILES, ({ files }) => files.length + 1),
    documents: createDocumentCache({
      registry: config.registries,
      now,
      onProblem: ({ message }) => log.warn({ problem: message }, 'a package document cannot be used'),
    }),
    registry: config.registries,
    cacheFolder: config.cacheFolder,
  };
}
