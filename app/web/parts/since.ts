import { html } from 'hono/html';
import type { Html } from '../http-link.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, with the exact time for whoever needs it. */
export function since(date: Date, now: Date): Html {
  return html`<time datetime="${date.toISOString()}" title="${date.toISOString()}">${ago(now.getTime() - date.getTime())}</time>`;
}

/** `3 days ago`; a duration in milliseconds. */
export function ago(duration: number): string {
  if (duration < MINUTE) return 'just now';
  if (duration < HOUR) return count(duration / MINUTE, 'minute');
  if (duration < DAY) return count(duration / HOUR, 'hour');
  if (duration < 60 * DAY) return count(duration / DAY, 'day');
  return count(duration / (30.4375 * DAY), 'month');
}

function count(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
}
