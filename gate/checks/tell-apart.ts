const MOST_DIGITS = 12;
/** Relative. 1 - 0.999 is not 0.001 to a machine, so a burn rate of 2 may come out a little below. */
const HAIR = 1e-9;

/** Whether two numbers differ by no more than how they were worked out. */
export function isHairsbreadth(value: number, bound: number): boolean {
  return Math.abs(value - bound) <= HAIR * Math.max(Math.abs(value), Math.abs(bound));
}

/**
 * Two numbers with as many digits as it takes to see that they differ, one at least where either is no whole number: nobody is told that 75
 * is below 75.
 */
export function tellApart(value: number, bound: number): [string, string] {
  for (let digits = 1; digits < MOST_DIGITS; digits++) {
    const [a, b] = [shown(value, digits), shown(bound, digits)];
    if (a !== b || isHairsbreadth(value, bound)) return [a, b];
  }
  return [String(value), String(bound)];
}

function shown(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
