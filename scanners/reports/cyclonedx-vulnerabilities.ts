import { Enums, Models } from '@cyclonedx/cyclonedx-library';
import type { AlertFacts } from '../alerts/index.ts';
import type { Severity } from '../osv/index.ts';
import { advisoryUrl, fixOf } from './finding-text.ts';
import { plainText } from './plain-text.ts';
import type { ScanReport } from './scan-report.ts';

const { AffectStatus, AnalysisResponse, Severity: Level } = Enums.Vulnerability;
const LEVELS: Record<Severity, Enums.Vulnerability.Severity> = {
  critical: Level.Critical,
  high: Level.High,
  medium: Level.Medium,
  low: Level.Low,
  unknown: Level.Unknown,
};

/** One for each advisory group and package, over all lockfiles; another where somebody suppressed it in some of them. */
export function cyclonedxVulnerabilities(
  { lockfiles }: ScanReport,
  components: ReadonlyMap<string, Models.Component>,
): Models.Vulnerability.Vulnerability[] {
  const all = new Map<string, { vulnerability: Models.Vulnerability.Vulnerability; affected: Set<string> }>();
  for (const { findings, suppressed } of lockfiles) {
    for (const { facts } of findings) add(facts);
    for (const { facts, reason } of suppressed) add(facts, reason);
  }
  return [...all.values()].map(({ vulnerability }) => vulnerability);

  function add(facts: AlertFacts, reason?: string): void {
    const key = JSON.stringify([facts.groupKey, facts.packageName, reason]);
    const known = all.get(key) ?? { vulnerability: newVulnerability(facts, reason), affected: new Set<string>() };
    all.set(key, known);
    for (const version of facts.versions) {
      const id = `${facts.packageName}@${version}`;
      const component = components.get(id);
      if (component === undefined || known.affected.has(id)) continue;
      known.affected.add(id);
      const held = new Models.Vulnerability.AffectedSingleVersion(version, { status: AffectStatus.Affected });
      const versions = new Models.Vulnerability.AffectedVersionRepository([held]);
      known.vulnerability.affects.add(new Models.Vulnerability.Affect(component.bomRef, { versions }));
    }
  }
}

function newVulnerability(facts: AlertFacts, reason?: string): Models.Vulnerability.Vulnerability {
  const { groupKey, advisoryIds, aliases, summary, severity, score, publishedAt } = facts;
  const others = [...advisoryIds, ...aliases].filter((id) => id !== groupKey);
  const published = publishedAt === undefined ? undefined : new Date(publishedAt);
  return new Models.Vulnerability.Vulnerability({
    bomRef: `${groupKey}/${facts.packageName}${reason === undefined ? '' : `/suppressed: ${reason}`}`,
    id: groupKey,
    source: sourceOf(groupKey),
    references: new Models.Vulnerability.ReferenceRepository(
      others.map((id) => new Models.Vulnerability.Reference(id, sourceOf(id))),
    ),
    ratings: new Models.Vulnerability.RatingRepository([
      new Models.Vulnerability.Rating({ severity: LEVELS[severity], score }),
    ]),
    description: summary === '' ? undefined : plainText(summary),
    recommendation: recommendation(facts),
    published: published === undefined || Number.isNaN(published.getTime()) ? undefined : published,
    analysis:
      reason === undefined
        ? undefined
        : new Models.Vulnerability.Analysis({
            response: new Enums.Vulnerability.AnalysisResponseRepository([AnalysisResponse.WillNotFix]),
            detail: plainText(reason, 1000),
          }),
  });
}

function recommendation(facts: AlertFacts): string | undefined {
  if (facts.kind === 'malware') return `Remove ${plainText(facts.packageName)}: it is malware.`;
  const steps = facts.versions.flatMap((version) => {
    const fix = fixOf(facts, version);
    return fix === null ? [] : [`${plainText(version)} to ${plainText(fix)}`];
  });
  return steps.length === 0 ? undefined : `Update ${plainText(facts.packageName)} from ${steps.join(', ')}.`;
}

function sourceOf(id: string): Models.Vulnerability.Source {
  return new Models.Vulnerability.Source({ name: 'OSV', url: advisoryUrl(id) });
}
