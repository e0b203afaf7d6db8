import { plainText } from '../../scanners/reports/plain-text.ts';

/** `1 alert`, `2 alerts` */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `a, b and 3 more`: as many as somebody reads in a sentence. `all` says how many there are. */
export function nameSome(names: readonly string[], all = names.length, most = 3): string {
  const shown = names.slice(0, most);
  const rest = all - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** A name or a title from outside for the middle of a sentence. */
export function named(text: string, longest = 80): string {
  return plainText(text, longest).trim();
}

/** A moment as sentences have it: `2026-11-25 14:00 UTC`. */
export function momentText(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? named(iso, 30) : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
