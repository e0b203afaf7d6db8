import { html } from 'hono/html';
import type { Severity } from '../../../scanners/osv/advisory.ts';
import { SEVERITIES } from '../../../scanners/osv/severity.ts';
import type { Html } from '../http-link.ts';

const WIDTH = 1000;
const GAP = 3;
/** So that one critical alert among thousands can still be seen. */
const NARROWEST = 12;

/** A bar of alerts by level. Text says the same beside it, so that nobody needs the colours. */
export function severityBar(counts: ReadonlyMap<Severity, number>): Html {
  const present = SEVERITIES.filter((level) => (counts.get(level) ?? 0) > 0);
  const total = present.reduce((sum, level) => sum + counts.get(level)!, 0);
  if (total === 0) return html``;
  const room = WIDTH - GAP * (present.length - 1) - NARROWEST * present.length;
  let left = 0;
  const parts = present.map((level) => {
    const width = NARROWEST + (room * counts.get(level)!) / total;
    const part = html`<rect class="fill-${level}" x="${left.toFixed(1)}" width="${width.toFixed(1)}" height="14" rx="2"><title>${counts.get(level)!} ${level}</title></rect>`;
    left += width + GAP;
    return part;
  });
  const label = present.map((level) => `${counts.get(level)} ${level}`).join(', ');
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} 14" preserveAspectRatio="none" role="img" aria-label="${label}">${parts}</svg>`;
}
