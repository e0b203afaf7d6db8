import type { FoundSignal } from './found-signal.ts';

/**
 * Signals that are one story: each of them within `gap` of the next. What weighs nothing joins a story that it is near, and makes none
 * longer. Clusters and their signals come in the order of time.
 */
export function clusterSignals(found: readonly FoundSignal[], gap: number): FoundSignal[][] {
  const signals = [...found].sort((a, b) => a.time - b.time || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
  const heavy = chain(
    signals.filter(({ points }) => points > 0),
    gap,
  );
  const alone: FoundSignal[] = [];
  for (const signal of signals.filter(({ points }) => points === 0)) {
    const near = heavy.find((cluster) => distance(cluster, signal) <= gap);
    if (near === undefined) alone.push(signal);
    else near.push(signal);
  }
  return [...heavy, ...chain(alone, gap)].sort((a, b) => a[0]!.time - b[0]!.time);
}

function chain(signals: readonly FoundSignal[], gap: number): FoundSignal[][] {
  const clusters: FoundSignal[][] = [];
  for (const signal of signals) {
    const last = clusters.at(-1);
    if (last !== undefined && signal.time - last.at(-1)!.time <= gap) last.push(signal);
    else clusters.push([signal]);
  }
  return clusters;
}

/** How far a signal is from the stretch of those that weigh something. */
function distance(cluster: readonly FoundSignal[], { time }: FoundSignal): number {
  const heavy = cluster.filter(({ points }) => points > 0);
  return Math.max(heavy[0]!.time - time, time - heavy.at(-1)!.time, 0);
}
