import type { DependencyScope } from '../lockfiles/lockfile.ts';
import type { AlertFacts } from './alert-facts.ts';
import type { HeldVersion } from './assess-package.ts';

const SCOPES: readonly DependencyScope[] = ['prod', 'dev', 'optional', 'peer'];

/** Why each of these versions is there, by version. */
export function waysOf(held: readonly HeldVersion[]): AlertFacts['ways'] {
  const byVersion = Map.groupBy(held, ({ version }) => version);
  return Object.fromEntries([...byVersion].map(([version, same]) => [version, wayOver(same)]));
}

/** Why they are there, summed up over all of them. */
export function wayOver(held: readonly HeldVersion[]): AlertFacts['ways'][string] {
  return {
    path: shortestPath(held),
    direct: held.some(({ direct }) => direct),
    scopes: SCOPES.filter((scope) => held.some(({ scopes }) => scopes.includes(scope))),
  };
}

function shortestPath(held: readonly HeldVersion[]): string[] {
  const paths = held.map(({ path }) => path);
  const best = paths.sort((a, b) => a.length - b.length || bySpelling(a.join(' '), b.join(' ')))[0] ?? [];
  return [...best];
}

function bySpelling(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
