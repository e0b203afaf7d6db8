/** A package-lock.json of version 3 whose root asks for these packages. */
export function npmLock(packages: Record<string, string>): string {
  const entries = Object.entries(packages).map(([name, version]) => [
    `node_modules/${name}`,
    { version, resolved: `https://registry.example.org/${name}/-/${name}-${version}.tgz`, integrity: 'sha512-AA==' },
  ]);
  const root = { name: 'project', version: '1.0.0', dependencies: packages };
  return `${JSON.stringify({ name: 'project', version: '1.0.0', lockfileVersion: 3, packages: { '': root, ...Object.fromEntries(entries) } }, null, 2)}\n`;
}

/** A yarn.lock of version 1. */
export function yarnLock(packages: Record<string, string>): string {
  const entries = Object.entries(packages).map(
    ([name, version]) =>
      `${name}@^${version}:\n  version "${version}"\n  resolved "https://registry.example.org/${name}/-/${name}-${version}.tgz#0000"\n`,
  );
  return `# yarn lockfile v1\n\n\n${entries.join('\n')}`;
}
