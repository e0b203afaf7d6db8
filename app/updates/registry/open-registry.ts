import { DEFAULT_LIMITS, type EditSurroundings, type ProjectFiles } from '../edit-request.ts';
import { namedRegistries } from './named-registries.ts';
import { registryRoutes } from './registry-routes.ts';
import { type ServedRegistry, serveRegistry } from './serve-registry.ts';

/** The registry for one run, with the routes of our settings and the repository's. */
export function openRegistry(request: ProjectFiles & EditSurroundings): Promise<ServedRegistry> {
  const { registry, files, lockfilePath, cacheFolder, limits = DEFAULT_LIMITS, signal } = request;
  return serveRegistry({
    routes: registryRoutes(registry, namedRegistries(request)),
    credentials: registry.credentials,
    lockfile: files.get(lockfilePath) ?? '',
    cacheFolder: `${cacheFolder}/registry`,
    timeoutSeconds: Math.min(60, limits.seconds),
    signal,
  });
}
