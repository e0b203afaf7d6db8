import { html } from 'hono/html';
import type { AlertEvent, AlertRow } from '../../../db/alert-pages.ts';
import type { ApiToken } from '../../../db/api-tokens.ts';
import { osvUrl } from '../../api/shapes/parts.ts';
import { type Html, httpLink } from '../http-link.ts';
import { alertsAddress } from '../page-address.ts';
import { advisoryLink, fixes } from '../parts/alert-table.ts';
import { layout } from '../parts/layout.ts';
import { severityBadge } from '../parts/severity-badge.ts';
import { since } from '../parts/since.ts';
import { why } from '../parts/why.ts';
import { visible } from '../visible.ts';

const IDS_SHOWN = 20;

export interface AlertPage {
  token: ApiToken;
  row: AlertRow;
  history: AlertEvent[];
  now: Date;
}

/** One alert with all that is known of it, and what was decided about it. */
export function alertPage({ token, row, history, now }: AlertPage): Html {
  const repository = `${row.repository_owner}/${row.repository_name}`;
  const until = row.suppressed_until === null ? '' : html` until ${row.suppressed_until.toISOString().slice(0, 10)}`;
  const reason = row.state_reason === null ? '' : html`: ${visible(row.state_reason, 400)}`;
  const body = html`<p class="back"><a href="/">← Open alerts</a></p>
<article class="alert">
<header><p>${severityBadge(row)} <span class="chip on">${row.state}</span></p>
<h1>${visible(row.summary || row.group_key, 300)}</h1></header>
<dl>
<dt>State</dt><dd>${row.state} ${since(row.state_changed_at, now)}${until}${reason}</dd>
<dt>${row.kind === 'maintainer-change' ? 'Change' : 'Advisory'}</dt><dd>${advisoryLink(row)}${otherIds(row)}</dd>
<dt>Package</dt><dd><a href="${alertsAddress({}, { package: row.package_name })}">${visible(row.package_name, 150)}</a></dd>
<dt>Versions</dt><dd>${row.versions
    .slice(0, IDS_SHOWN)
    .map((version) => visible(version, 80))
    .join(', ')}</dd>
<dt>Fixed in</dt><dd>${fixes(row, row.versions.slice(0, IDS_SHOWN))}</dd>
<dt>Why it is there</dt><dd>${why(row, row.versions.slice(0, IDS_SHOWN))}</dd>
<dt>Where</dt><dd><a href="${alertsAddress({}, { repository })}">${visible(repository, 150)}</a> <span class="file">${visible(row.lockfile_path, 300)}</span></dd>
<dt>Opened</dt><dd>${since(row.opened_at, now)}${row.reopened_count > 0 ? html`, reopened ${row.reopened_count} times` : ''}</dd>
</dl>
<h2>History</h2>
${history.length === 0 ? html`<p>Nothing was recorded yet.</p>` : html`<ol class="history">${history.map((event) => eventItem(event, now))}</ol>`}
</article>`;
  return layout({ title: `Alert ${row.id}`, token, body });
}

function otherIds(row: AlertRow): Html {
  const others = row.advisory_ids.filter((id) => id !== row.group_key).slice(0, IDS_SHOWN);
  return html`${others.map((id) => html`, ${httpLink(osvUrl(id), id)}`)}`;
}

function eventItem({ seq, at, event, data }: AlertEvent, now: Date): Html {
  return html`<li><strong>${visible(event, 80)}</strong> ${since(at, now)} <span class="tag">evidence ${seq}</span>
<details><summary>Facts</summary><pre>${visible(JSON.stringify(JSON.parse(data), null, 2), 20_000).replaceAll('⟨U+000A⟩', '\n')}</pre></details></li>`;
}
