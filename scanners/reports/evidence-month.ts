/** A month in UTC: from its first moment on, up to but without the first moment of the next. */
export interface Month {
  /** `2026-11`. */
  name: string;
  from: Date;
  to: Date;
}

/** `2026-11`, from 2000 to 2999; undefined for anything else. */
export function readMonth(text: string): Month | undefined {
  const [, year, month] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const first = (months: number) => new Date(Date.UTC(Number(year), Number(month) - 1 + months, 1));
  return { name: text, from: first(0), to: first(1) };
}
