import { html } from 'hono/html';
import type { AlertRow } from '../../../db/alert-pages.ts';
import { advisoryUrlOf, fixOf } from '../../api/shapes/alert.ts';
import { type Html, httpLink } from '../http-link.ts';
import { alertsAddress, type Filters } from '../page-address.ts';
import { visible } from '../visible.ts';
import { severityBadge } from './severity-badge.ts';
import { since } from './since.ts';
import { why } from './why.ts';

const VERSIONS_SHOWN = 4;

export function alertTable({ rows, filters, now }: { rows: AlertRow[]; filters: Filters; now: Date }): Html {
  return html`<table class="alerts">
<caption class="hidden">Alerts, the most urgent first</caption>
<thead><tr><th scope="col">Severity</th><th scope="col">Package</th><th scope="col">Advisory or change</th><th scope="col">Fixed in</th><th scope="col">Why it is there</th><th scope="col">Where</th><th scope="col">Since</th></tr></thead>
<tbody>
${rows.map((row) => alertRow(row, filters, now))}
</tbody>
</table>`;
}

function alertRow(row: AlertRow, filters: Filters, now: Date): Html {
  const repository = `${row.repository_owner}/${row.repository_name}`;
  const shown = row.versions.slice(0, VERSIONS_SHOWN);
  const more = row.versions.length - shown.length;
  const ofPackage = alertsAddress(filters, { package: row.package_name });
  const ofRepository = alertsAddress(filters, { repository });
  return html`<tr>
<td class="severity-cell">${severityBadge(row)}</td>
<td data-label="Package"><a class="name" href="${ofPackage}">${visible(row.package_name, 120)}</a><ul class="versions">${shown.map((version) => html`<li>${visible(version, 60)}</li>`)}${more > 0 ? html`<li>+${more} more</li>` : ''}</ul></td>
<td data-label="Advisory or change" class="advisory">${advisoryLink(row)}<p>${visible(row.summary, 160)}</p><a class="more" href="/alerts/${row.id}">Alert ${row.id}<span class="hidden">: history</span></a></td>
<td data-label="Fixed in">${fixes(row, shown)}</td>
<td data-label="Why it is there">${why(row, shown)}</td>
<td data-label="Where"><a href="${ofRepository}">${visible(repository, 150)}</a><span class="file">${visible(row.lockfile_path, 200)}</span></td>
<td data-label="Since">${since(row.opened_at, now)}${row.reopened_count > 0 ? html`<span class="tag">came back</span>` : ''}</td>
</tr>`;
}

/** The name of what the alert is about, and the way to where it is told. */
export function advisoryLink(row: AlertRow): Html {
  const url = advisoryUrlOf(row);
  return url === null ? html`${visible(row.group_key, 120)}` : httpLink(url, row.group_key);
}

/** One fix for each version, and once where they are all the same. */
export function fixes(row: AlertRow, versions: readonly string[]): Html {
  if (row.kind === 'maintainer-change') return html`<span class="no-fix">for people to judge</span>`;
  const each = versions.map((version) => ({ version, fix: fixOf(row, version) }));
  const distinct = new Set(each.map(({ fix }) => fix));
  if (distinct.size <= 1) return fixText(each[0]?.fix ?? null);
  return html`<ul class="versions">${each.map(({ version, fix }) => html`<li><span class="from">${visible(version, 60)} →</span> ${fixText(fix)}</li>`)}</ul>`;
}

function fixText(fix: string | null): Html {
  return fix === null
    ? html`<span class="no-fix">no fix yet</span>`
    : html`<span class="fix">${visible(fix, 60)}</span>`;
}
