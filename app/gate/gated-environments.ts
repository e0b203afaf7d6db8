import type { Repository } from '../../db/repositories.ts';
import type { PolicySource } from '../../gate/index.ts';

/** Of so many the check run tells; more would not fit in its text. */
const MOST = 10;

export interface GatedEnvironments {
  names: string[];
  /** How many more there are. */
  left: number;
  /** Whether the heads of open pull requests are told too. */
  pullRequests: boolean;
}

/** The environments that a repository's policy names, or production; null where it says nothing of a gate. */
export function gatedEnvironments(config: Repository['config']): GatedEnvironments | null {
  const { gate, gateFaults } = (config ?? {}) as PolicySource;
  if (gate === undefined && (gateFaults ?? []).length === 0) return null;
  const named = Object.keys(gate?.environments ?? {}).filter((name) => name !== '*');
  const pullRequests = gate?.pullRequests ?? false;
  if (named.length === 0) return { names: ['production'], left: 0, pullRequests };
  return { names: named.slice(0, MOST), left: Math.max(0, named.length - MOST), pullRequests };
}
