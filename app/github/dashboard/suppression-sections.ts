import { CONFIG_PATH } from '../../../scanners/config/index.ts';
import { escapeMarkdown } from '../../../scanners/reports/index.ts';
import type { DashboardFacts, DashboardSuppression } from './dashboard-facts.ts';
import { day, list, table, tableRow } from './fit-lines.ts';

const DAY = 24 * 60 * 60 * 1000;
/** One that ends so soon is pointed out. */
const SOON = 7 * DAY;
/** So long it may wait for something that it is about. */
const UNUSED_AFTER = 7 * DAY;
/** So long after its end it should be gone from the configuration. */
const STALE_AFTER = 30 * DAY;

/** Those that hold, what ends next first. */
export function holdingSection({ suppressions, now }: DashboardFacts, bytes: number): string {
  const holding = suppressions.filter((one) => holds(one, now)).sort(soonestFirst);
  if (holding.length === 0) return '';
  const rows = holding.map((one) =>
    tableRow([endOf(one, now), whatOf(one), whereOf(one), escapeMarkdown(one.reason, 200), authorOf(one)]),
  );
  return `## Suppressions\n\n${table(['Until', 'What', 'Where', 'Why', 'By'], rows, bytes)}`;
}

/** Those that nobody needs: unused ones, and those that ended long ago and still stand in a file. */
export function uselessSection(facts: DashboardFacts, bytes: number): string {
  const lines = uselessSuppressions(facts).map((one) => {
    const why = holds(one, facts.now)
      ? `was about no alert since ${day(one.createdAt)}`
      : `ended on ${day(one.expiresAt!)}`;
    return `- ${whatOf(one)} (${whereOf(one)}) ${why}: ${cureOf(one)}`;
  });
  return lines.length === 0 ? '' : `## Suppressions that can go\n\n${list(lines, bytes)}`;
}

export function uselessSuppressions({ suppressions, now }: DashboardFacts): DashboardSuppression[] {
  return suppressions.filter((one) => {
    if (holds(one, now)) return one.usedAt === null && now.getTime() - one.createdAt.getTime() > UNUSED_AFTER;
    return one.source === 'config' && now.getTime() - one.expiresAt!.getTime() > STALE_AFTER;
  });
}

export function holds({ expiresAt }: DashboardSuppression, now: Date): boolean {
  return expiresAt === null || expiresAt > now;
}

function soonestFirst(a: DashboardSuppression, b: DashboardSuppression): number {
  const [first, second] = [a, b].map(({ expiresAt }) => expiresAt?.getTime() ?? Infinity) as [number, number];
  return first === second ? a.id - b.id : first - second;
}

function endOf({ expiresAt }: DashboardSuppression, now: Date): string {
  if (expiresAt === null) return 'for good';
  return expiresAt.getTime() - now.getTime() <= SOON ? `**${day(expiresAt)}** (within 7 days)` : day(expiresAt);
}

function whatOf({ packageName, advisoryId, range }: DashboardSuppression): string {
  const name = packageName === null ? '' : escapeMarkdown(packageName, 214);
  if (range !== null) return `updates of ${name} to ${escapeMarkdown(range, 100)}`;
  const parts = [name, advisoryId === null ? '' : escapeMarkdown(advisoryId, 128)];
  return parts.filter((part) => part !== '').join(': ');
}

function whereOf({ everywhere, path, devOnly }: DashboardSuppression): string {
  const parts = [
    ...(everywhere ? ['every repository'] : []),
    ...(path === null ? [] : [escapeMarkdown(path, 200)]),
    ...(devOnly ? ['development only'] : []),
  ];
  return parts.length === 0 ? 'this repository' : parts.join(', ');
}

function authorOf({ author, source }: DashboardSuppression): string {
  if (author !== null) return escapeMarkdown(author, 100);
  return source === 'config' ? `\`${CONFIG_PATH}\`` : '';
}

function cureOf({ id, source, everywhere }: DashboardSuppression): string {
  if (source !== 'config') return `take it back, with \`DELETE /api/v1/suppressions/${id}\`.`;
  return `take it out of \`${CONFIG_PATH}\`${everywhere ? ' of the organisation' : ''}.`;
}
