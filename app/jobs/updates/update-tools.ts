import type { RegistrySettings } from '../../updates/registry/registry-settings.ts';
import type { ShellContext } from '../shell-context.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import { createTextCache, type TextCache } from './text-cache.ts';

/** What planning and carrying out updates need beside what every job has. */
export interface UpdateTools {
  texts: TextCache;
  documents: DocumentCache;
  registry: RegistrySettings;
  /** Package managers, and what registries answered. */
  cacheFolder: string;
}

export type UpdateContext = ShellContext & { updates: UpdateTools };

/** Characters: some ten of the largest lockfiles. */
const MOST_TEXT = 64 * 1024 * 1024;

export function createUpdateTools({ config, log, now }: Pick<ShellContext, 'config' | 'log' | 'now'>): UpdateTools {
  return {
    texts: createTextCache(MOST_TEXT),
    documents: createDocumentCache({
      registry: config.registries,
      now,
      onProblem: ({ message }) => log.warn({ problem: message }, 'a package document cannot be used'),
    }),
    registry: config.registries,
    cacheFolder: config.cacheFolder,
  };
}
