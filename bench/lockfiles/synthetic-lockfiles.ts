import type { LockfileFormat } from '../../scanners/lockfiles/index.ts';

const PACKAGES = 3_600;
const NEEDS = 2;
const REGISTRY = 'https://registry.example.org';

interface Package {
  name: string;
  version: string;
  needs: string[];
}

/** Lockfiles of the size and shape of the largest real ones, for where these are not at hand. The same at each call. */
export function syntheticLockfile(format: LockfileFormat): string {
  const packages = Array.from({ length: PACKAGES }, (_, n): Package => {
    const needs = Array.from({ length: NEEDS }, (_, m) => nameOf((n * 7 + m * 131 + 1) % PACKAGES));
    return { name: nameOf(n), version: versionOf(nameOf(n)), needs };
  });
  return WRITERS[format](packages);
}

const WRITERS: Record<LockfileFormat, (packages: Package[]) => string> = {
  npm: (packages) => {
    const entries = packages.map((made) => [`node_modules/${made.name}`, npmEntry(made)]);
    const root = {
      name: 'root',
      version: '1.0.0',
      dependencies: ranges(packages.slice(0, 80).map(({ name }) => name)),
    };
    return JSON.stringify(
      { name: 'root', lockfileVersion: 3, packages: Object.fromEntries([['', root], ...entries]) },
      null,
      2,
    );
  },
  'yarn-v1': (packages) =>
    `# yarn lockfile v1\n\n\n${packages
      .map(
        ({ name, version, needs }) =>
          `"${name}@^${version}":\n  version "${version}"\n  resolved "${tarball(name, version)}#${'a1'.repeat(20)}"\n  integrity ${integrity(name)}\n  dependencies:\n${needs
            .map((need) => `    "${need}" "^${versionOf(need)}"\n`)
            .join('')}`,
      )
      .join('\n')}`,
  'yarn-berry': (packages) =>
    `__metadata:\n  version: 8\n  cacheKey: 10c0\n\n${packages
      .map(
        ({ name, version, needs }) =>
          `"${name}@npm:^${version}":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n  dependencies:\n${needs
            .map((need) => `    "${need}": "npm:^${versionOf(need)}"\n`)
            .join('')}  checksum: 10c0/${'a1'.repeat(64)}\n  languageName: node\n  linkType: hard\n`,
      )
      .join('\n')}`,
  pnpm: (packages) =>
    `lockfileVersion: '9.0'\n\npackages:\n\n${packages
      .map(({ name, version }) => `  '${name}@${version}':\n    resolution: {integrity: ${integrity(name)}}\n`)
      .join('\n')}\nsnapshots:\n\n${packages
      .map(
        ({ name, version, needs }) =>
          `  '${name}@${version}':\n    dependencies:\n${needs.map((need) => `      '${need}': ${versionOf(need)}\n`).join('')}`,
      )
      .join('\n')}`,
  bun: (packages) =>
    `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "root",\n    },\n  },\n  "packages": {\n${packages
      .map(
        ({ name, version, needs }) =>
          `    "${name}": ["${name}@${version}", "", { "dependencies": ${JSON.stringify(ranges(needs))} }, "${integrity(name)}"],\n`,
      )
      .join('\n')}  }\n}\n`,
};

function npmEntry({ name, version, needs }: Package) {
  return {
    version,
    resolved: tarball(name, version),
    integrity: integrity(name),
    license: 'MIT',
    dependencies: ranges(needs),
    engines: { node: '>=18' },
  };
}

/** One name in four has a scope. */
function nameOf(n: number): string {
  return n % 4 === 0 ? `@scope-${n % 60}/package-${n}` : `package-${n}`;
}

function versionOf(name: string): string {
  return `${name.length % 9}.${(name.length * 7) % 23}.${name.charCodeAt(name.length - 1) % 10}`;
}

function ranges(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `^${versionOf(name)}`]));
}

function tarball(name: string, version: string): string {
  return `${REGISTRY}/${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
}

function integrity(name: string): string {
  return `sha512-${Buffer.from(name.padEnd(64, name)).toString('base64').slice(0, 86)}==`;
}
