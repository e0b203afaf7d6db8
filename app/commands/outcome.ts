import type { CommandProblem } from './command.ts';

/** What came of one command of a comment. Texts are Markdown: what comes from outside is escaped already. */
export interface Outcome {
  /** As it was understood; null where it was not. */
  understood: string | null;
  /** What was done, and what happens next. */
  done: string[];
  /** Why it was not carried out, or not wholly. */
  failed: string[];
  problem?: CommandProblem;
}
