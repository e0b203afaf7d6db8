import { html } from 'hono/html';
import type { AlertRow } from '../../../db/alert-pages.ts';
import type { ApiToken } from '../../../db/api-tokens.ts';
import type { InventoryTotals } from '../../../db/repository-pages.ts';
import type { Severity } from '../../../scanners/osv/advisory.ts';
import { SEVERITIES } from '../../../scanners/osv/severity.ts';
import type { Html } from '../http-link.ts';
import { alertsAddress, type Filters } from '../page-address.ts';
import { alertTable } from '../parts/alert-table.ts';
import { filterLinks } from '../parts/filter-links.ts';
import { layout } from '../parts/layout.ts';
import { severityBar } from '../parts/severity-bar.ts';
import { since } from '../parts/since.ts';
import { type Troubles, troubles } from '../parts/troubles.ts';
import { visible } from '../visible.ts';

export interface AlertsPage {
  token: ApiToken;
  now: Date;
  filters: Filters;
  /** Of the filters but for the levels: so that every level's number stays to be seen. */
  counts: ReadonlyMap<Severity, number>;
  totals: InventoryTotals;
  troubles: Troubles;
  rows: AlertRow[];
  /** Cursor of the page behind this one. */
  next: string | null;
}

export function alertsPage(page: AlertsPage): Html {
  const { token, filters, counts, rows, next, now } = page;
  const state = visible(filters['state'] ?? 'open').replaceAll(',', ' or ');
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const heading = `${total} ${state} alert${total === 1 ? '' : 's'}`;
  const body = html`<section class="overview">
<h1>${heading}</h1>
<p class="coverage">${coverage(page)}</p>
${severityBar(counts)}
<ul class="counts">${SEVERITIES.map((level) => levelCount(level, counts.get(level) ?? 0, filters))}</ul>
</section>
${troubles(page.troubles)}
${filterLinks(filters)}
${rows.length === 0 ? emptyList(page) : alertTable({ rows, filters, now })}
${filters['cursor'] === undefined && next === null ? '' : pages(filters, next)}`;
  return layout({ title: heading, token, body });
}

function coverage({ totals, now }: AlertsPage): Html {
  const { repositories, scanned, lockfiles, last_scan } = totals;
  const waiting = repositories - scanned;
  return html`${lockfiles} lockfile${lockfiles === 1 ? '' : 's'} in ${repositories} ${repositories === 1 ? 'repository' : 'repositories'}${
    waiting > 0 ? html` · ${waiting} not scanned yet` : ''
  }${last_scan === null ? '' : html` · last scan ${since(last_scan, now)}`}`;
}

function levelCount(level: Severity, count: number, filters: Filters): Html {
  const on = filters['severity'] === level;
  const address = alertsAddress(filters, { severity: on ? undefined : level, min_severity: undefined });
  return html`<li><a class="count ${level}${on ? ' on' : ''}${count === 0 ? ' none' : ''}" href="${address}"${on ? html` aria-current="true"` : ''}><span class="number">${count}</span><span class="level">${level}</span></a></li>`;
}

/** Nothing to show is good news only where everything was looked at. */
function emptyList({ filters, totals, troubles: { unread } }: AlertsPage): Html {
  const narrowed = Object.entries(filters).some(([name, value]) => value !== undefined && name !== 'cursor');
  if (narrowed) {
    return html`<div class="empty"><p>No alert passes these filters.</p><p><a href="/">Show all open alerts</a></p></div>`;
  }
  if (totals.lockfiles === 0 || totals.scanned < totals.repositories) {
    return html`<div class="empty"><p>No alerts so far, but not everything has been scanned yet.</p></div>`;
  }
  const but = unread.total > 0 ? ' in the lockfiles that could be read' : '';
  return html`<div class="empty"><p>No open alerts${but}.</p><p>Advisories are read again every hour.</p></div>`;
}

function pages(filters: Filters, next: string | null): Html {
  const first =
    filters['cursor'] === undefined ? '' : html`<a class="chip" href="${alertsAddress(filters)}">First page</a>`;
  const behind =
    next === null
      ? ''
      : html`<a class="chip" rel="next" href="${alertsAddress(filters, { cursor: next })}">Next page →</a>`;
  return html`<nav class="pages" aria-label="Pages of the list">${first}${behind}</nav>`;
}
