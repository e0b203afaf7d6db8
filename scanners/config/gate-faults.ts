import type { ConfigProblem } from './config-problem.ts';
import type { GateFaults } from './gate-config.ts';
import { nearestKey } from './nearest-key.ts';

const SECTIONS = ['gate', 'slos'];

/** The problems of a file that the policy of the gate may have suffered from: in its sections, in the file as a whole, or in a misspelt name of theirs. */
export function gateFaultsOf(problems: readonly ConfigProblem[], known: readonly string[]): GateFaults {
  return problems
    .filter(({ key }) => {
      const top = /^[^.[]*/.exec(key)![0];
      if (top === '' || top === '_extends' || SECTIONS.includes(top)) return true;
      return !known.includes(top) && SECTIONS.includes(nearestKey(top, known) ?? '');
    })
    .slice(0, 50);
}
