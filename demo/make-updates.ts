import { readPackageDocuments } from '../app/registry/read-package-documents.ts';
import type { Lockkeeper } from '../app/start-lockkeeper.ts';
import type { RegistrySettings } from '../app/updates/registry/registry-settings.ts';
import { readUpdates } from './read-updates.ts';

export interface UpdateWatch {
  say: (text: string) => void;
  /** Stops waiting; what is under way goes on. */
  signal: AbortSignal;
}

const REGISTRY_PATIENCE_MS = 10_000;
/** A small document, of a package that the organisation uses. */
const ASKED = 'kleur';

/** Why no pull request can be made here; undefined where a registry answers. */
export async function registryAway(registry: RegistrySettings): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(REGISTRY_PATIENCE_MS);
    const { documents, problems } = await readPackageDocuments([ASKED], {
      registry,
      signal,
      limits: { retries: 0, timeout: REGISTRY_PATIENCE_MS },
    });
    if (documents.get(ASKED) != null) return undefined;
    return problems[0]?.message ?? `it does not know the package ${ASKED}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Runs the hour that follows the first scan, and tells of each pull request as it comes. @returns whether all was done */
export async function makeUpdates(lockkeeper: Lockkeeper, { say, signal }: UpdateWatch): Promise<boolean> {
  const hour = (async () => {
    await lockkeeper.runNow('hourly-run');
    await lockkeeper.idle();
    return true;
  })();
  const stopped = new Promise<false>((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
  const tell = await tellOfUpdates(lockkeeper, say);
  const end = Promise.race([hour, stopped]);
  let done: boolean | undefined;
  while (done === undefined) {
    done = await Promise.race([end, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 300))]);
    await tell();
  }
  return done;
}

/** Each call says what has become of pull requests since the one before. */
export async function tellOfUpdates({ db }: Lockkeeper, say: (text: string) => void): Promise<() => Promise<void>> {
  const known = new Map<string, number>();
  const news = async () => {
    const { pulls } = await readUpdates(db);
    return pulls.filter(({ repository, updatedAt }) => {
      const last = known.get(repository);
      known.set(repository, updatedAt.getTime());
      return last !== updatedAt.getTime();
    });
  };
  await news();
  return async () => {
    for (const { repository, number, state, title } of await news()) {
      if (state === 'wanted') say(`  ${repository}: planned`);
      else say(`  ${repository}${number === null ? '' : ` #${number}`}: ${state}: ${title}`);
    }
  };
}
