/** The package.json texts by folder, `.` for the root: what lockfile readers take. */
export function manifestsByFolder(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...files].flatMap(([path, text]) => {
      if (path === 'package.json') return [['.', text]];
      return path.endsWith('/package.json') ? [[path.slice(0, -'/package.json'.length), text]] : [];
    }),
  );
}
