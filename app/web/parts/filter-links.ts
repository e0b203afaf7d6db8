import { html } from 'hono/html';
import { ALERT_KINDS } from '../../../scanners/alerts/index.ts';
import { ALERT_STATES } from '../../api/shapes/alert.ts';
import type { Html } from '../http-link.ts';
import { alertsAddress, type Filters } from '../page-address.ts';
import { visible } from '../visible.ts';

/** State and kind to choose from, and whatever else narrows the list, to be taken away again. */
export function filterLinks(filters: Filters): Html {
  const chosen = ['severity', 'min_severity', 'repository', 'package', 'tag', 'advisory']
    .filter((name) => filters[name] !== undefined)
    .map((name) => {
      const label = `${LABELS[name]}: ${visible(filters[name]!)}`;
      return html`<li><a class="chip on" href="${alertsAddress(filters, { [name]: undefined })}" title="Take this filter away">${label}<span aria-hidden="true"> ✕</span></a></li>`;
    });
  return html`<nav class="filters" aria-label="Filters">
<ul><li class="label">State</li>${ALERT_STATES.map((state) => choice({ filters, name: 'state', value: state, standard: 'open' }))}</ul>
<ul><li class="label">Kind</li>${choice({ filters, name: 'kind', value: undefined })}${ALERT_KINDS.map((kind) => choice({ filters, name: 'kind', value: kind }))}</ul>
${chosen.length === 0 ? '' : html`<ul><li class="label">Only</li>${chosen}</ul>`}
</nav>`;
}

interface Choice {
  filters: Filters;
  name: string;
  value: string | undefined;
  /** What it is where the address says nothing. */
  standard?: string;
}

function choice({ filters, name, value, standard }: Choice): Html {
  const on = (filters[name] ?? standard) === value;
  const address = alertsAddress(filters, { [name]: value === standard ? undefined : value });
  const current = on ? html` aria-current="true"` : '';
  return html`<li><a class="chip${on ? ' on' : ''}" href="${address}"${current}>${value ?? 'all'}</a></li>`;
}

const LABELS: Record<string, string> = {
  severity: 'severity',
  min_severity: 'at least',
  repository: 'repository',
  package: 'package',
  tag: 'tag',
  advisory: 'advisory',
};
