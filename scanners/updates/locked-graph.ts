import { type DependencyScope, isMatchable, type LockedDependency, type Lockfile } from '../lockfiles/index.ts';
import { type ManifestRequest, readManifestRequest } from './manifest-request.ts';

/** A version of a package that the lockfile holds, all its copies taken together; copies inside archives stand apart. */
export interface LockedNode {
  id: string;
  name: string;
  version: string;
  source: LockedDependency['source'];
  /** Advisories can name it. */
  matchable: boolean;
  bundled: boolean;
  /** Who asks for it: each project or package version once for each range. */
  requests: Request[];
}

export type Request =
  | { kind: 'project'; project: string; alias: string; scope: DependencyScope; manifest: ManifestRequest }
  /** `range` is empty where the lockfile does not say it (pnpm): then the registry knows it. */
  | { kind: 'package'; by: string; alias: string; scope: DependencyScope; range: string };

/** An edge, seen from the parent. */
export interface Ask {
  request: Extract<Request, { kind: 'package' }>;
  to: string;
}

export interface LockedGraph {
  nodes: ReadonlyMap<string, LockedNode>;
  /** The nodes of a package name. */
  named: ReadonlyMap<string, readonly LockedNode[]>;
  /** What projects ask for themselves. */
  roots: ReadonlySet<string>;
  /** What each node asks for. */
  asks: ReadonlyMap<string, readonly Ask[]>;
}

/** Linear in the lockfile. */
export function lockedGraph(lockfile: Lockfile, manifests: ReadonlyMap<string, string>): LockedGraph {
  const nodes = new Map<string, LockedNode>();
  const named = new Map<string, LockedNode[]>();
  for (const dependency of lockfile.dependencies.values()) {
    const id = nodeId(dependency);
    if (nodes.has(id)) continue;
    const { name, version, source, bundled } = dependency;
    const matchable = isMatchable(dependency);
    const node: LockedNode = { id, name, version, source, matchable, bundled, requests: [] };
    nodes.set(id, node);
    const others = named.get(name);
    if (others) others.push(node);
    else named.set(name, [node]);
  }

  const roots = new Set<string>();
  const asks = new Map<string, Ask[]>();
  const seen = new Set<string>();
  const add = (to: string, request: Request, key: readonly string[]): void => {
    const dependency = lockfile.dependencies.get(to);
    if (dependency === undefined) return;
    const id = nodeId(dependency);
    const once = JSON.stringify([id, request.kind, ...key]);
    if (seen.has(once)) return;
    seen.add(once);
    nodes.get(id)!.requests.push(request);
    if (request.kind === 'project') {
      roots.add(id);
      return;
    }
    const others = asks.get(request.by);
    if (others) others.push({ request, to: id });
    else asks.set(request.by, [{ request, to: id }]);
  };
  for (const { path: project, dependencies } of lockfile.projects) {
    const text = manifests.get(project);
    for (const { name: alias, range, scope, to } of dependencies) {
      const manifest = readManifestRequest(text, alias, range);
      add(to, { kind: 'project', project, alias, scope, manifest }, [project, alias]);
    }
  }
  for (const parent of lockfile.dependencies.values()) {
    const by = nodeId(parent);
    for (const { name: alias, range, scope, to } of parent.dependencies) {
      add(to, { kind: 'package', by, alias, scope, range }, [by, alias, range, scope]);
    }
  }
  return { nodes, named, roots, asks };
}

/** Copies of one version are one node, but for what comes from other places or inside archives. */
export function nodeId(dependency: LockedDependency): string {
  const { name, version, source, bundled } = dependency;
  const apart = bundled ? 'bundled' : source;
  return apart === 'registry' && isMatchable(dependency) ? `${name}@${version}` : `${name}@${version} (${apart})`;
}
