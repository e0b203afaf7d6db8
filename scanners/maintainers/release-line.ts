const START = /^v?(\d{1,15})(?:\.(\d{1,15}))?/;

/** What a version belongs to by SemVer's promise: `3` for 3.x, `0.2` for 0.2.x. Versions that are none are a line of their own. */
export function releaseLine(version: string): string {
  const found = START.exec(version);
  if (found === null) return version;
  const [, major = '', minor = '0'] = found;
  return Number(major) > 0 ? major : `0.${minor}`;
}

/** Releases and prereleases are often published in different ways, on one line: compared with each other they cry wolf. */
export function isPrerelease(version: string): boolean {
  const dash = version.indexOf('-');
  if (dash === -1) return false;
  const plus = version.indexOf('+');
  return plus === -1 || dash < plus;
}
