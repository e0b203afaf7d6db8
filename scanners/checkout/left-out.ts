import type { LockfileProblem } from '../lockfiles/index.ts';
import type { ScanFailure } from '../reports/index.ts';

const NAMED = 5;
const CURE =
  'Findings of it are missing. Make the lockfile anew with its package manager; if that writes the same, report it.';

/**
 * Splits the problems of a lockfile. An entry that was left out is a hole in the scan: the first five are named, the
 * others counted. What loses no finding is a note: an entry kept without the version that its source (git, a folder)
 * does not need, and a package.json that only would have said who asks for what.
 */
export function splitProblems(
  path: string,
  problems: readonly LockfileProblem[],
): { failures: ScanFailure[]; notes: string[] } {
  const harmless = problems.filter(isHarmless);
  const lost = problems.filter((problem) => !isHarmless(problem));
  const entries = lost.filter(({ key, message }) => key !== '' || !isCount(message));
  const failures: ScanFailure[] = entries.slice(0, NAMED).map(({ key, message }) => ({
    path,
    expected: 'every entry to be one that can be read',
    found: `${key === '' ? 'one without a name' : key}: ${message}`,
    cure: CURE,
  }));
  const more = entries.slice(NAMED).length + lost.reduce((sum, { key, message }) => sum + beyond(key, message), 0);
  if (more > 0) {
    const found = `${more} more that cannot`;
    failures.push({ path, expected: 'every entry to be one that can be read', found, cure: CURE });
  }
  const notes = harmless.slice(0, NAMED).map(({ key, message }) => `${path}: ${key}: ${message}`);
  if (harmless.length > NAMED) notes.push(`${path}: and ${harmless.length - NAMED} more such entries`);
  return { failures, notes };
}

function isHarmless({ key, message }: LockfileProblem): boolean {
  return message.startsWith('kept ') || (key.endsWith('/package.json') && message.includes('its own dependencies'));
}

/** The reader names a hundred, and has one line for how many there were beyond: `and 12 more`. */
function isCount(message: string): boolean {
  return /^and \d+ more$/.test(message);
}

function beyond(key: string, message: string): number {
  return key === '' && isCount(message) ? Number(message.split(' ')[1]) : 0;
}
