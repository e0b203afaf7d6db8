import {
  type ChangedFinding,
  type FindingComparison,
  findSuppression,
  type Suppression,
} from '../../../scanners/alerts/index.ts';
import type { FailOn } from '../../../scanners/config/index.ts';
import { compareSeverity, severityAtLeast } from '../../../scanners/osv/index.ts';
import type { Doubt } from './read-change.ts';

export interface JudgedFinding extends ChangedFinding {
  suppression?: Suppression;
  /** It is what the check fails by. */
  fails: boolean;
}

export interface Verdict {
  conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  failOn: FailOn;
  /** The most urgent first. */
  introduced: JudgedFinding[];
  fixed: ChangedFinding[];
  doubts: Doubt[];
}

export interface ChangeToJudge extends FindingComparison {
  doubts: readonly Doubt[];
  uncertain: ReadonlySet<string>;
  /** Those of the default branch and of people. */
  suppressions: readonly Suppression[];
  failOn: FailOn;
  now: Date;
}

/**
 * Whether a pull request may go ahead. What it introduces at the configured severity fails it; where something could not be
 * read, and nothing fails it anyway, nobody knows, and that is said instead of letting it pass.
 */
export function judgeChange(change: ChangeToJudge): Verdict {
  const { failOn, uncertain } = change;
  const judged = change.introduced.map((finding) => judge(finding, change)).sort(byUrgency);
  const known = judged.filter(({ path, facts }) => !uncertain.has(path) || facts.kind === 'malware');
  const unknown = judged.filter((finding) => !known.includes(finding) && finding.fails);
  const doubts = [...change.doubts, ...doubtsAbout(unknown)];
  const open = known.filter(({ suppression }) => suppression === undefined);
  const cautious = failOn === 'never' ? 'neutral' : 'action_required';
  const conclusion = known.some(({ fails }) => fails)
    ? 'failure'
    : doubts.length > 0
      ? cautious
      : open.length > 0 && failOn === 'never'
        ? 'neutral'
        : 'success';
  return { conclusion, failOn, introduced: known, fixed: change.fixed, doubts };
}

function judge(finding: ChangedFinding, { suppressions, failOn, now }: ChangeToJudge): JudgedFinding {
  const { facts, path } = finding;
  const malware = facts.kind === 'malware';
  // Whoever lives with a package's flaws has not said that it may be malicious: for that the record must be named.
  const eligible = malware ? suppressions.filter(({ advisoryId }) => advisoryId !== null) : suppressions;
  const suppression = findSuppression(facts, { lockfilePath: path, suppressions: eligible, now });
  if (suppression !== undefined) return { ...finding, suppression, fails: false };
  return { ...finding, fails: malware || (failOn !== 'never' && severityAtLeast(facts.severity, failOn)) };
}

function doubtsAbout(findings: readonly JudgedFinding[]): Doubt[] {
  const byPath = Map.groupBy(findings, ({ path }) => path);
  return [...byPath].map(([path, { length }]) => ({
    path,
    why: `it has ${length} findings that may be new or not: the base's lockfile cannot be read`,
  }));
}

function byUrgency(a: JudgedFinding, b: JudgedFinding): number {
  const malware = Number(b.facts.kind === 'malware') - Number(a.facts.kind === 'malware');
  return Number(b.fails) - Number(a.fails) || malware || compareSeverity(a.facts.severity, b.facts.severity);
}
