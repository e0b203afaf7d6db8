import type { EditLimits } from '../edit-request.ts';
import { groupMemory } from './group-memory.ts';

/** Why a process was killed. */
export type Breach = { kind: 'time' | 'stopped' } | { kind: 'memory'; usedMb: number };

export interface Bounds {
  /** Leader of a process group of its own. */
  pid: number;
  limits: Pick<EditLimits, 'seconds' | 'memoryMb'>;
  signal?: AbortSignal;
}

const MEMORY_CHECK_MS = 200;

/**
 * Kills a process with its whole group when it takes too long, holds too much memory or is no longer wanted, and tells which. The
 * bounds hold until they are released.
 */
export function boundProcess({ pid, limits, signal }: Bounds, told: (breach: Breach) => void): { release(): void } {
  const timer = setTimeout(() => breach({ kind: 'time' }), limits.seconds * 1000);
  const watch = setInterval(() => {
    const usedMb = groupMemory(pid);
    if (usedMb > limits.memoryMb) breach({ kind: 'memory', usedMb });
  }, MEMORY_CHECK_MS);
  const stop = () => breach({ kind: 'stopped' });
  signal?.addEventListener('abort', stop, { once: true });
  return { release };

  function breach(reason: Breach): void {
    release();
    told(reason);
    killGroup(pid);
  }

  function release(): void {
    clearTimeout(timer);
    clearInterval(watch);
    signal?.removeEventListener('abort', stop);
  }
}

/** All of a group, also what its leader left behind. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
