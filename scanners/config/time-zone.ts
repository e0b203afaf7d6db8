/** Whether it is a time zone by IANA's name, as far as this Node knows them. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    // Offsets such as +02:00 are taken by Intl too; they know no summer time, which is seldom what was meant.
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}
