import { Enums, Models } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { isMatchable, type LockedDependency, type Lockfile } from '../lockfiles/index.ts';
import { isDevOnly } from '../lockfiles/is-dev-only.ts';
import { plainText } from './plain-text.ts';
import type { ScanReport } from './scan-report.ts';

export interface CyclonedxComponents {
  all: Models.Component[];
  /** Registry packages by `name@version`. */
  byId: ReadonlyMap<string, Models.Component>;
}

/**
 * A component for each lockfile, for each registry package version (once, however many lockfiles hold it), and for each
 * entry that comes from elsewhere. `root` depends on the lockfiles, these on what their projects ask for.
 */
export function cyclonedxComponents({ lockfiles, prodOnly }: ScanReport, root: Models.Component): CyclonedxComponents {
  const all: Models.Component[] = [];
  const byId = new Map<string, Models.Component>();
  for (const { path, lockfile } of lockfiles) {
    const top = new Models.Component(Enums.ComponentType.Application, plainText(path), { bomRef: `lockfile:${path}` });
    all.push(top);
    root.dependencies.add(top.bomRef);
    addLockfile({ path, lockfile, top });
  }
  return { all, byId };

  function addLockfile({ path, lockfile, top }: { path: string; lockfile: Lockfile; top: Models.Component }): void {
    const byKey = new Map<string, Models.Component>();
    for (const [key, dependency] of lockfile.dependencies) {
      if (prodOnly && isDevOnly(dependency)) continue;
      byKey.set(key, componentFor(path, dependency));
    }
    for (const [key, component] of byKey) {
      for (const edge of lockfile.dependencies.get(key)?.dependencies ?? []) link(component, byKey.get(edge.to));
    }
    for (const project of lockfile.projects) {
      for (const edge of project.dependencies) link(top, byKey.get(edge.to));
    }
  }

  function componentFor(path: string, dependency: LockedDependency): Models.Component {
    const id = `${dependency.name}@${dependency.version}`;
    const registry = isMatchable(dependency);
    const known = registry ? byId.get(id) : undefined;
    if (known !== undefined) {
      if (!isDevOnly(dependency)) markNeeded(known, dependency);
      return known;
    }
    const bomRef = registry ? id : `${path}#${dependency.key}`;
    const component = newComponent(dependency, bomRef, registry);
    if (registry) byId.set(id, component);
    all.push(component);
    return component;
  }
}

function link(from: Models.Component, to: Models.Component | undefined): void {
  if (to !== undefined && to !== from) from.dependencies.add(to.bomRef);
}

/** `cdx:npm:…` are the property names of CycloneDX's own npm taxonomy. */
function newComponent(dependency: LockedDependency, bomRef: string, registry: boolean): Models.Component {
  const { group, name } = splitScope(plainText(dependency.name));
  const version = dependency.version === '' ? undefined : plainText(dependency.version);
  const component = new Models.Component(Enums.ComponentType.Library, name, {
    bomRef,
    group,
    version,
    purl: registry && name.trim() !== '' ? new PackageURL('npm', group, name, version).toString() : undefined,
  });
  if (!registry) component.properties.add(new Models.Property('lockkeeper:source', dependency.source));
  if (isDevOnly(dependency)) {
    component.scope = Enums.ComponentScope.Optional;
    component.properties.add(new Models.Property(DEVELOPMENT, 'true'));
  } else markNeeded(component, dependency);
  return component;
}

const DEVELOPMENT = 'cdx:npm:package:development';

/** One copy that production needs makes the package needed. */
function markNeeded(component: Models.Component, { scopes }: LockedDependency): void {
  for (const property of component.properties) if (property.name === DEVELOPMENT) component.properties.delete(property);
  const optional = scopes.length > 0 && scopes.every((scope) => scope !== 'prod');
  if (!optional || component.scope === undefined) {
    component.scope = optional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required;
  }
}

function splitScope(name: string): { group?: string; name: string } {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash === -1 ? { name } : { group: name.slice(0, slash), name: name.slice(slash + 1) };
}
