const DURATION = /^(?:(\d{1,3})w)?(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?$/;

/** `90m`, `24h`, `2d`, `1w`, `1d12h` → minutes; null where it is none of these. */
export function durationMinutes(text: string): number | null {
  const match = text === '' ? null : DURATION.exec(text);
  if (match === null) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match.slice(1).map((digits) => Number(digits ?? 0));
  return ((weeks * 7 + days) * 24 + hours) * 60 + minutes;
}
