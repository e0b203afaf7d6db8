import type { AlertFacts } from '../alerts/index.ts';
import { compareSeverity, type Severity } from '../osv/index.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { advisoryUrl } from './finding-text.ts';
import { plainText } from './plain-text.ts';

export interface SarifRule {
  id: string;
  shortDescription: { text: string };
  fullDescription: { text: string };
  helpUri: string;
  help: { text: string; markdown: string };
  defaultConfiguration: { level: SarifLevel };
  properties: { tags: string[]; precision: 'very-high'; 'security-severity'?: string };
}

export type SarifLevel = 'error' | 'warning' | 'note';

/** One rule for each advisory group, in the order of their ids; the worst rating of its findings is the rule's. */
export function sarifRules(findings: readonly AlertFacts[]): SarifRule[] {
  const worst = new Map<string, AlertFacts>();
  for (const facts of findings) {
    const known = worst.get(facts.groupKey);
    if (known === undefined || isWorse(facts, known)) worst.set(facts.groupKey, facts);
  }
  return [...worst.values()].sort((a, b) => (a.groupKey < b.groupKey ? -1 : 1)).map(toRule);
}

function isWorse(a: AlertFacts, b: AlertFacts): boolean {
  return compareSeverity(a.severity, b.severity) < 0 || (a.severity === b.severity && (a.score ?? 0) > (b.score ?? 0));
}

function toRule(facts: AlertFacts): SarifRule {
  const { groupKey, advisoryIds, aliases, summary, kind } = facts;
  const others = [...advisoryIds, ...aliases].filter((id) => id !== groupKey);
  const known = others.length === 0 ? [] : [`Also known as ${others.join(', ')}.`];
  const url = advisoryUrl(groupKey);
  const title = summary === '' ? groupKey : summary;
  const score = securitySeverity(facts);
  return {
    id: sarifText(groupKey),
    shortDescription: { text: sarifText(title, 200) },
    fullDescription: { text: sarifText(`${title} (${groupKey})`, 1000) },
    helpUri: url,
    help: {
      text: sarifText([`${title}.`, ...known, url].join(' '), 2000),
      markdown: [
        ...[title, ...known].map((text) => escapeMarkdown(text)),
        `[${escapeMarkdown(groupKey)}](${url})`,
      ].join('\n\n'),
    },
    defaultConfiguration: { level: sarifLevel(facts) },
    properties: {
      tags: ['security', kind, 'dependencies'],
      precision: 'very-high',
      ...(score === undefined ? {} : { 'security-severity': score }),
    },
  };
}

export function sarifLevel({ severity }: Pick<AlertFacts, 'severity'>): SarifLevel {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'low' ? 'note' : 'warning';
}

/** A score in each of GitHub's bands, for advisories that give only a label; unknown stays unscored. */
const BANDS: Record<Exclude<Severity, 'unknown'>, { from: number; to: number; middle: number }> = {
  critical: { from: 9, to: 10, middle: 9.5 },
  high: { from: 7, to: 8.9, middle: 8 },
  medium: { from: 4, to: 6.9, middle: 5.5 },
  low: { from: 0.1, to: 3.9, middle: 2 },
};

/** GitHub makes its own label of the score: one that would say another level than ours is not used. */
function securitySeverity({ severity, score }: AlertFacts): string | undefined {
  if (severity === 'unknown') return undefined;
  const { from, to, middle } = BANDS[severity];
  return (score !== undefined && score >= from && score <= to ? score : middle).toFixed(1);
}

/** SARIF reads `[text](target)` as a link and `{0}` as a place to fill in: brackets and braces become parentheses. */
export function sarifText(text: string, longest?: number): string {
  return plainText(text, longest).replace(/[[{]/g, '(').replace(/[\]}]/g, ')').trim();
}
