/** The major version of a package manager that the project's package.json asks for, where it asks for this one. */
export function packageManagerMajor(files: ReadonlyMap<string, string>, name: string): number | undefined {
  let manifest: unknown;
  try {
    manifest = JSON.parse((files.get('package.json') ?? '{}').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
  const asked =
    typeof manifest === 'object' && manifest !== null && Object.hasOwn(manifest, 'packageManager')
      ? (manifest as { packageManager: unknown }).packageManager
      : undefined;
  if (typeof asked !== 'string' || !asked.startsWith(`${name}@`)) return undefined;
  const major = Number.parseInt(asked.slice(name.length + 1), 10);
  return Number.isNaN(major) ? undefined : major;
}
