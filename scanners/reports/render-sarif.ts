import { createHash } from 'node:crypto';
import { fixTexts, severityText, whyLines } from './finding-text.ts';
import { safeJson } from './safe-json.ts';
import { sarifLevel, sarifRules, sarifText } from './sarif-rules.ts';
import type { ReportedFinding, ScanReport } from './scan-report.ts';
import { urlPart } from './url-part.ts';

const MAX_RELATED = 20;

/**
 * SARIF 2.1.0 for GitHub code scanning: one result for each advisory group, package and lockfile, at the line of the
 * package's entry. Suppressed findings are left out: code scanning does not look at SARIF's `suppressions`.
 */
export function renderSarif({ tool, lockfiles, failures, generatedAt }: ScanReport): string {
  const found = lockfiles.flatMap(({ path, findings }) => findings.map((finding) => ({ path, ...finding })));
  const rules = sarifRules(found.map(({ facts }) => facts));
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  return safeJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: tool.name, semanticVersion: tool.version, informationUri: tool.url, rules },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            endTimeUtc: generatedAt,
            toolExecutionNotifications: failures.map(({ path, line = 1, expected, found: actual, cure }) => ({
              level: 'error',
              message: { text: sarifText(`${path}: expected ${expected}, found ${actual}. ${cure}`) },
              locations: [location(path, line)],
            })),
          },
        ],
        results: found.map((finding) => result(finding, ruleIndex.get(sarifText(finding.facts.groupKey))!)),
      },
    ],
  });
}

function result({ path, facts, lines }: ReportedFinding & { path: string }, ruleIndex: number): object {
  const [line = 1, ...others] = lines;
  const fingerprint = fingerprintOf(path, facts);
  return {
    ruleId: sarifText(facts.groupKey),
    ruleIndex,
    level: sarifLevel(facts),
    message: { text: message(facts) },
    locations: [location(path, line)],
    relatedLocations: others.slice(0, MAX_RELATED).map((each, id) => ({
      id,
      message: { text: 'Another copy of it.' },
      ...location(path, each),
    })),
    // GitHub tells alerts apart by the first of the two; without it one alert would show up anew as lines move.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`, 'lockkeeper/v1': fingerprint },
  };
}

function message(facts: ReportedFinding['facts']): string {
  const fixes = fixTexts(facts);
  const versions = facts.versions.map((version, index) => `${version} (fixed in: ${fixes[index]})`).join(', ');
  const summary = facts.summary === '' ? '' : `${facts.summary}. `;
  const lines = whyLines(facts);
  const intro = lines.length > 1 ? 'Why it is there:' : facts.path.length > 0 ? 'There because of' : 'Dependency:';
  const why = `${intro} ${lines.join('; ')}.`;
  return sarifText(`${facts.packageName} ${versions}, ${severityText(facts)}: ${summary}${why}`, 2000);
}

/** Does not depend on versions or lines: the same flaw stays the same alert as the lockfile changes around it. */
function fingerprintOf(path: string, { groupKey, packageName }: ReportedFinding['facts']): string {
  return createHash('sha256')
    .update(JSON.stringify([path, packageName, groupKey]))
    .digest('hex');
}

function location(path: string, startLine: number): object {
  const uri = path.split('/').map(urlPart).join('/');
  return { physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine } } };
}
