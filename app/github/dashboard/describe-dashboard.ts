import { createHash } from 'node:crypto';
import { CONFIG_PATH } from '../../../scanners/config/index.ts';
import type { LockfileErrorDetail } from '../../../scanners/lockfiles/index.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import { alertSection } from './alert-section.ts';
import { changeSection } from './change-section.ts';
import { checkBoxSection } from './check-boxes.ts';
import type { DashboardFacts } from './dashboard-facts.ts';
import { list } from './fit-lines.ts';
import { holdingSection, holds, uselessSection, uselessSuppressions } from './suppression-sections.ts';

export const DASHBOARD_TITLE = 'Lockkeeper dashboard';
/** The first line: the issue is found again by it. */
export const DASHBOARD_MARKER = '<!-- lockkeeper:dashboard -->';

/** Bytes that each part may take: with what stands around them less than the 65,536 characters that GitHub takes. */
const BUDGET = { alerts: 28_000, changes: 6000, holding: 10_000, useless: 5000, unread: 5000, boxes: 8000 };

export interface Dashboard {
  title: string;
  body: string;
  /** Hash of what it says: the same is not written again. */
  key: string;
}

/** What the dashboard issue says. Every text from outside is escaped. */
export function describeDashboard(facts: DashboardFacts): Dashboard {
  const parts = [
    `${DASHBOARD_MARKER}\n${INTRODUCTION}`,
    alertSection(facts, BUDGET.alerts),
    changeSection(facts, BUDGET.changes),
    holdingSection(facts, BUDGET.holding),
    uselessSection(facts, BUDGET.useless),
    unreadSection(facts),
    checkBoxSection(facts, BUDGET.boxes),
  ];
  const body = parts.filter((part) => part !== '').join('\n\n');
  const key = createHash('sha256').update(`${DASHBOARD_TITLE}\n${body}`).digest('hex');
  return { title: DASHBOARD_TITLE, body, key };
}

/**
 * Whether an issue is opened for it. What holds in every repository is no reason to open one in each, and maintainer changes have
 * issues of their own.
 */
export function isWorthAnIssue(facts: DashboardFacts): boolean {
  const useless = uselessSuppressions(facts);
  return (
    facts.alerts.some(({ kind }) => kind !== 'maintainer-change') ||
    facts.suppressions.some((one) => !one.everywhere && (holds(one, facts.now) || useless.includes(one)))
  );
}

const INTRODUCTION = `What [Lockkeeper](https://github.com/lockkeeper/lockkeeper) found in the lockfiles of this repository, and what becomes of it. \
It is kept up to date in this place: other text written into it is lost, and an issue that was closed is opened again when there is something new to say. \
\`dashboard: false\` in \`${CONFIG_PATH}\` does away with it.`;

function unreadSection({ unreadable, scanError }: DashboardFacts): string {
  const lines = [
    ...(scanError === null ? [] : [`- The last scan is not complete: ${escapeMarkdown(scanError, 400)}`]),
    ...unreadable.map(({ path, error, unreadReason }) => {
      const where = escapeMarkdown(path, 200);
      if (error === null) return `- ${where}: ${escapeMarkdown(unreadReason ?? 'not a format that is read', 300)}`;
      const { line, expected, found, cure } = error as LockfileErrorDetail;
      const place = line === undefined ? where : `${where}, line ${line}`;
      return `- ${place}: ${escapeMarkdown(`expected ${expected}, found ${found}. ${cure}`, 500)}`;
    }),
  ];
  return lines.length === 0 ? '' : `## Not read\n\n${list(lines, BUDGET.unread)}`;
}
