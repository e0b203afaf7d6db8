import { VULNERABILITY_FACTORS } from './weights.ts';

const DAY = 24 * 60 * 60 * 1000;
/** What `toISOString` writes, and what sorts as text as it does as time. */
const CANONICAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * How much more something weighs by how long it has been open. A date that cannot be read is long ago. Reading ten thousand dates is most of
 * what a verdict takes, so dates as we write them are compared as text.
 */
export function ageFactorAt(now: Date): (openedAt: string) => number {
  const rows = VULNERABILITY_FACTORS.age.map(({ days, factor }) => {
    const since = new Date(now.getTime() - days * DAY);
    return { factor, time: since.getTime(), text: since.toISOString() };
  });
  return (openedAt) => {
    const canonical = CANONICAL.test(openedAt);
    const time = canonical ? 0 : Date.parse(openedAt);
    for (const row of rows) {
      if (canonical ? openedAt < row.text : !(time >= row.time)) return row.factor;
    }
    return 1;
  };
}
