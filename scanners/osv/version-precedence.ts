/**
 * Orders two versions by SemVer 2 precedence: negative when `a` comes first, 0 when neither does, positive otherwise.
 * Build metadata and a leading `v` do not count, numbers are compared whatever their length, short versions such as
 * `1.2` are filled up with zeros, and `0` alone (OSV's "from the first version") comes before everything.
 * What is no version at all comes after `0` and before every version, so that sorting never throws.
 *
 * Source: https://semver.org/#spec-item-11 and the coercion of OSV's own index (google/osv.dev, osv/semver_index.py).
 */
export function comparePrecedence(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left && right) return compareParsed(left, right);
  if (left) return left === LOWEST ? -1 : 1;
  if (right) return right === LOWEST ? 1 : -1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A number that is too long for a double is a bigint; JavaScript compares the two kinds with each other exactly. */
type Numeric = number | bigint;

export interface ParsedVersion {
  major: Numeric;
  minor: Numeric;
  patch: Numeric;
  /** Empty for a release. */
  prerelease: readonly (Numeric | string)[];
}

/** What `0` means in an OSV event: before `0.0.0-0`, which is the first version that SemVer has. */
export const LOWEST: ParsedVersion = { major: -1, minor: 0, patch: 0, prerelease: [] };

/** npm refuses longer ones, and no real version comes near it. */
export const MAX_VERSION_LENGTH = 256;

const VERSION = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.-]*)?$/;
const DIGITS = /^\d+$/;
const RELEASE: readonly never[] = [];

/** Null for what is no version: the caller says what that means, it is never guessed here. */
export function parseVersion(version: string): ParsedVersion | null {
  if (version === '0') return LOWEST;
  if (version.length > MAX_VERSION_LENGTH) return null;
  const match = VERSION.exec(version);
  if (!match) return null;
  return {
    major: toNumeric(match[1]!),
    minor: match[2] === undefined ? 0 : toNumeric(match[2]),
    patch: match[3] === undefined ? 0 : toNumeric(match[3]),
    prerelease: match[4] === undefined ? RELEASE : match[4].split('.').map(toIdentifier),
  };
}

/** Cheaper than parsing where only the answer counts. */
export function isVersion(version: string): boolean {
  return version.length <= MAX_VERSION_LENGTH && VERSION.test(version);
}

export function compareParsed(a: ParsedVersion, b: ParsedVersion): number {
  if (a.major !== b.major) return a.major < b.major ? -1 : 1;
  if (a.minor !== b.minor) return a.minor < b.minor ? -1 : 1;
  if (a.patch !== b.patch) return a.patch < b.patch ? -1 : 1;
  return comparePrerelease(a.prerelease, b.prerelease);
}

/** The one spelling of all versions of the same precedence: `v1.2` and `1.2.0+build` give `1.2.0`. */
export function canonicalVersion(version: ParsedVersion): string {
  if (version === LOWEST) return '0';
  const release = `${version.major}.${version.minor}.${version.patch}`;
  return version.prerelease.length === 0 ? release : `${release}-${version.prerelease.join('.')}`;
}

function comparePrerelease(a: ParsedVersion['prerelease'], b: ParsedVersion['prerelease']): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const left = a[index]!;
    const right = b[index]!;
    if (left === right) continue;
    const leftIsText = typeof left === 'string';
    if (leftIsText !== (typeof right === 'string')) return leftIsText ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** One value of one kind for each number, leading zeros or not: `===` on two of them is right. */
function toNumeric(digits: string): Numeric {
  if (digits.length <= 15) return Number(digits);
  const long = BigInt(digits);
  return long <= Number.MAX_SAFE_INTEGER ? Number(long) : long;
}

/** OSV reads an empty identifier (`1.0.0-a..1`) as `-`, which all but keeps its place in the order. */
function toIdentifier(identifier: string): Numeric | string {
  if (identifier === '') return '-';
  return DIGITS.test(identifier) ? toNumeric(identifier) : identifier;
}
