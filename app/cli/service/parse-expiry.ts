import { CliError } from '../cli-error.ts';

const HOURS = { h: 1, d: 24, w: 7 * 24 } as const;

/** `90d`, `12w` and `8h` from now on; a date holds to its end (UTC); null for `never`. */
export function parseExpiry(text: string, now: Date): Date | null {
  if (text === 'never') return null;
  const span = /^(\d{1,4})([hdw])$/.exec(text);
  if (span !== null && Number(span[1]) > 0) {
    const hours = Number(span[1]) * HOURS[span[2] as keyof typeof HOURS];
    return new Date(now.getTime() + hours * 3_600_000);
  }
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)) {
    return new Date(day.getTime() + 24 * 3_600_000);
  }
  throw new CliError(
    `--expires: expected a span such as 90d, 12w or 8h, a date such as 2030-12-31, or never, found ${JSON.stringify(text)}.`,
  );
}
