import { createHash } from 'node:crypto';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * When a package is to be asked about again: direct ones every hour, others every day. Each has a moment of its own in the hour or in the
 * day, by its name, so that they spread evenly however many are added at once. Between half a period and one and a half from now.
 */
export function nextPoll(name: string, { direct, now }: { direct: boolean; now: Date }): Date {
  const period = direct ? HOUR : DAY;
  const moment = createHash('sha256').update(name).digest().readUInt32BE(0) % period;
  const least = now.getTime() + period / 2;
  return new Date(Math.ceil((least - moment) / period) * period + moment);
}

/** After so many polls that failed one after the other: ever later, but within a day. */
export function retryPoll(failures: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(DAY, 10 * MINUTE * 2 ** Math.min(failures, 20)));
}
