import { html } from 'hono/html';
import type { AlertRow } from '../../../db/alert-pages.ts';
import { type Way, wayKey, wayOf } from '../../../scanners/alerts/index.ts';
import type { Html } from '../http-link.ts';
import { visible } from '../visible.ts';

const ENDS = 3;

/** Why the package is there: the path to each of the versions, and once where they all came in the same way. */
export function why(row: AlertRow, versions: readonly string[]): Html {
  const each = versions.map((version) => ({ version, way: wayOf(row, version) }));
  const distinct = new Set(each.map((one) => wayKey(one.way)));
  if (distinct.size <= 1) return wayText(each[0]?.way ?? row, row.package_name);
  return html`<ul class="versions">${each.map(({ version, way }) => html`<li><span class="from">${visible(version, 60)}:</span> ${wayText(way, row.package_name)}</li>`)}</ul>`;
}

/** Of a long path the middle is left out. */
function wayText({ direct, path, scopes }: Way, name: string): Html {
  const scope =
    scopes.length === 1 && scopes[0] !== 'prod' ? html` <span class="tag">${visible(scopes[0]!, 20)}</span>` : '';
  if (path.length === 0) return html`${direct ? 'Asked for directly' : 'Not known'}${scope}`;
  const steps = path.length > 2 * ENDS + 1 ? [...path.slice(0, ENDS), undefined, ...path.slice(-ENDS)] : path;
  const left = path.length - 2 * ENDS;
  return html`<ol class="path">${steps.map((step) =>
    step === undefined
      ? html`<li title="${path
          .slice(ENDS, -ENDS)
          .map((one) => visible(one, 100))
          .slice(0, 20)
          .join(' › ')}">… ${left} more …</li>`
      : html`<li>${visible(step, 120)}</li>`,
  )}<li><strong>${visible(name, 120)}</strong></li></ol>${scope}`;
}
