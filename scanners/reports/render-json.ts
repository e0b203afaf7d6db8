import { wayOf } from '../alerts/index.ts';
import { fixOf } from './finding-text.ts';
import type { JsonFinding, JsonReport } from './json-report.ts';
import { safeJson } from './safe-json.ts';
import type { ReportedFinding, ScanReport } from './scan-report.ts';
import { summarize } from './summarize.ts';

/** For programs: the shape of `JsonReport`. Strings are the data as found; read them as data. */
export function renderJson(report: ScanReport): string {
  const { tool, generatedAt, advisories, prodOnly, lockfiles, failures } = report;
  const { failures: _, ...summary } = summarize(report);
  const document: JsonReport = {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    generatedAt,
    advisories,
    prodOnly,
    summary: { ...summary, errors: failures.length },
    lockfiles: lockfiles.map(({ path, lockfile, items, findings, suppressed }) => ({
      path,
      format: lockfile.format,
      formatVersion: lockfile.formatVersion,
      packages: items.length,
      findings: findings.map(toJson),
      suppressed: suppressed.map(({ reason, expiresAt, ...finding }) => ({ ...toJson(finding), reason, expiresAt })),
      problems: lockfile.problems.map(({ key, message }) => ({ key, message })),
    })),
    errors: failures.map(({ path, line, expected, found, cure }) => ({ path, line, expected, found, cure })),
  };
  return safeJson(document);
}

function toJson({ facts, lines }: ReportedFinding): JsonFinding {
  return {
    package: facts.packageName,
    kind: facts.kind,
    severity: facts.severity,
    score: facts.score ?? null,
    advisory: facts.groupKey,
    advisories: facts.advisoryIds,
    aliases: facts.aliases,
    summary: facts.summary,
    versions: facts.versions.map((version) => {
      const { direct, scopes, path } = wayOf(facts, version);
      return { version, fixedIn: fixOf(facts, version), direct, scopes, path };
    }),
    direct: facts.direct,
    scopes: facts.scopes,
    path: facts.path,
    lines,
    publishedAt: facts.publishedAt ?? null,
  };
}
