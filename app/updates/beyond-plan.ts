import { satisfies } from 'semver';
import { EditError } from './edit-failure.ts';
import type { ServedRegistry } from './registry/serve-registry.ts';
import type { VisibleVersion } from './registry/visible-versions.ts';

const MOST_ATTEMPTS = 12;

/**
 * Runs a package manager that sees only planned versions of what is planned. What the plan brings in may ask for a version that the
 * plan does not name (an exact one, say): then it is shown as well, and the package manager runs again.
 */
export async function beyondPlan<T>(
  registry: Pick<ServedRegistry, 'show' | 'troubles'>,
  planned: VisibleVersion,
  attempt: () => Promise<T>,
): Promise<T> {
  const missing: { name: string; range: string }[] = [];
  for (;;) {
    registry.show(also(planned, missing));
    try {
      return await attempt();
    } catch (error) {
      const more = error instanceof EditError ? error.missing : undefined;
      if (more === undefined || planned(more.name) === undefined || registry.troubles.length > 0) throw error;
      if (missing.length >= MOST_ATTEMPTS) throw error;
      if (missing.some(({ name, range }) => name === more.name && range === more.range)) throw error;
      missing.push(more);
    }
  }
}

function also(planned: VisibleVersion, missing: readonly { name: string; range: string }[]): VisibleVersion {
  return (name) => {
    const sees = planned(name);
    const ranges = missing.filter((each) => each.name === name).map(({ range }) => range);
    if (sees === undefined || ranges.length === 0) return sees;
    return (version) => sees(version) || ranges.some((range) => satisfies(version, range, { loose: true }));
  };
}
