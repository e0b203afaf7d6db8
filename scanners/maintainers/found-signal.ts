import type { TrustSignalKind } from './maintainer-risk.ts';
import { WEIGHTS, type Weight } from './weights.ts';

/** A signal before it is known what else there is: its points may come to nothing beside a heavier one of its kind. */
export interface FoundSignal {
  kind: TrustSignalKind;
  time: number;
  at: string;
  version?: string;
  people?: readonly string[];
  text: string;
  points: number;
}

export type WeightName = keyof typeof WEIGHTS;

export function foundSignal(
  weight: WeightName,
  { time, at }: { time: number; at: string },
  rest: { text: string; version?: string; people?: readonly string[] },
): FoundSignal {
  const { signal, points }: Weight = WEIGHTS[weight];
  return { kind: signal, time, at, points, ...rest };
}

const MOST_NAMED = 5;

/** A few of them, and how many more. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** What is younger is no past that anything can be compared with: an intruder makes it within days. */
export const ESTABLISHED = 14 * DAY;
