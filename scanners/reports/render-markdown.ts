import { escapeMarkdown } from './escape-markdown.ts';
import { advisoryUrl, count, fixTexts, severityText, whyLines } from './finding-text.ts';
import type { ReportedFinding, ScanReport } from './scan-report.ts';
import { summarize, summaryText } from './summarize.ts';

const HEAD =
  '| Severity | Package | Version | Advisory | Fixed in | Why it is there |\n| --- | --- | --- | --- | --- | --- |';

/** For pull requests and job summaries. */
export function renderMarkdown(report: ScanReport): string {
  const parts = ['## Lockkeeper', `${summaryText(summarize(report))}.`];
  for (const { path, lockfile, items, findings } of report.lockfiles) {
    if (findings.length === 0) continue;
    const format = `${lockfile.format} ${escapeMarkdown(lockfile.formatVersion, 20)}`;
    parts.push(`### ${escapeMarkdown(path)}`, `${format}, ${count(items.length, 'package')}.`);
    parts.push([HEAD, ...findings.map(row)].join('\n'));
  }
  const suppressed = report.lockfiles.flatMap((lockfile) =>
    lockfile.suppressed.map(({ facts, reason, expiresAt }) => {
      const until = expiresAt === null ? 'for good' : `until ${expiresAt.slice(0, 10)}`;
      const what = `${escapeMarkdown(facts.packageName)}, ${link(facts.groupKey)} in ${escapeMarkdown(lockfile.path)}`;
      return `- ${what}: suppressed ${until}: ${escapeMarkdown(reason)}`;
    }),
  );
  if (suppressed.length > 0) parts.push('### Suppressed', suppressed.join('\n'));
  if (report.failures.length > 0) {
    const lines = report.failures.map(({ path, line, expected, found, cure }) => {
      const place = `${escapeMarkdown(path)}${line === undefined ? '' : `, line ${line}`}`;
      return `- ${place}: expected ${escapeMarkdown(expected)}, found ${escapeMarkdown(found)}. ${escapeMarkdown(cure)}`;
    });
    parts.push('### Could not be scanned', lines.join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function row({ facts }: ReportedFinding): string {
  const cells = [
    severityText(facts),
    escapeMarkdown(facts.packageName),
    facts.versions.map((version) => escapeMarkdown(version)).join('<br>'),
    `${link(facts.groupKey)}${facts.summary === '' ? '' : `<br>${escapeMarkdown(facts.summary, 200)}`}`,
    fixTexts(facts)
      .map((fix) => escapeMarkdown(fix))
      .join('<br>'),
    whyLines(facts)
      .map((line) => escapeMarkdown(line))
      .join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

function link(id: string): string {
  return `[${escapeMarkdown(id)}](${advisoryUrl(id)})`;
}
