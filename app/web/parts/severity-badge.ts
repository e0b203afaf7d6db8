import { html } from 'hono/html';
import type { AlertRow } from '../../../db/alert-pages.ts';
import type { Html } from '../http-link.ts';

/** The level in words, in its colour, with its score where there is one; what is no mere flaw is said to be what it is. */
export function severityBadge({ severity, score, kind }: Pick<AlertRow, 'severity' | 'score' | 'kind'>): Html {
  const points = score === null ? '' : html` <span class="score" title="CVSS score">${score.toFixed(1)}</span>`;
  const what = KIND_BADGES[kind];
  return html`<span class="badge ${severity}">${severity[0]!.toUpperCase()}${severity.slice(1)}</span>${points}${what}`;
}

const KIND_BADGES: Record<AlertRow['kind'], Html | ''> = {
  vulnerability: '',
  malware: html`<span class="badge malware">Malware</span>`,
  'maintainer-change': html`<span class="badge change">Maintainers</span>`,
};
