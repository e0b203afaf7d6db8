import type { EditLimits } from '../edit-request.ts';
import { readNpmrc } from '../registry/read-npmrc.ts';
import type { NpmOptions } from './npm-child.ts';

const STRATEGIES = ['hoisted', 'nested', 'shallow', 'linked'];

/** Of a project's .npmrc only what shapes the tree; everything else in it is left aside. */
export function npmOptions(
  files: ReadonlyMap<string, string>,
  { registry, cache, limits }: { registry: string; cache: string; limits: EditLimits },
): NpmOptions {
  const settings = readNpmrc(files.get('.npmrc') ?? '');
  const strategy = settings.get('install-strategy') ?? '';
  return {
    registry,
    cache,
    timeout: limits.seconds * 1000,
    legacyPeerDeps: leavesPeers(files),
    installStrategy: STRATEGIES.includes(strategy) ? strategy : 'hoisted',
    installLinks: settings.get('install-links') === 'true',
  };
}

/** npm neither brings in what peers ask for nor heeds it. */
export function leavesPeers(files: ReadonlyMap<string, string>): boolean {
  return readNpmrc(files.get('.npmrc') ?? '').get('legacy-peer-deps') === 'true';
}
