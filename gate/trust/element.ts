import type { ElementName } from './weights.ts';

/** Facts of one kind that cost the same act, and how much they weigh among the others of their element. */
export interface Loss {
  cause: string;
  cure: string;
  /** -ln of the share that they leave. Loads add up where shares multiply. */
  load: number;
}

/** One of the things that the score asks about. */
export interface Element {
  name: ElementName;
  /** Share of it that is known, 0 to 1: some objectives may be, and others not. At 0 the rest says nothing. */
  known: number;
  /** Share that is kept, 0 to 1. */
  kept: number;
  losses: readonly Loss[];
  /** What is not known of it, where something is not. */
  why?: string;
}

export function unknownElement(name: ElementName, why: string): Element {
  return { name, known: 0, kept: 0, losses: [], why };
}

/** An element of which all is known and whose facts each take a share of what the others left. */
export function diminished(name: ElementName, losses: readonly Loss[]): Element {
  return { name, known: 1, kept: Math.exp(-losses.reduce((sum, { load }) => sum + load, 0)), losses };
}

export function loadOf(share: number): number {
  return -Math.log1p(-share);
}
