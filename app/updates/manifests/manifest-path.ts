/** Where a project's package.json is, relative to the lockfile. */
export function manifestPath(project: string): string {
  return project === '.' || project === '' ? 'package.json' : `${project}/package.json`;
}
