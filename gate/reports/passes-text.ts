import { momentText } from '../checks/in-words.ts';

/** When a check would pass, as a sentence; empty where nobody knows, or its reason says so already. */
export function passesText(passesAt: string | null, reason: string): string {
  if (passesAt === null) return '';
  const moment = momentText(passesAt);
  return reason.includes(moment) ? '' : `Passes at ${moment}.`;
}
