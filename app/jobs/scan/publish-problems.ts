import { listUnreadable, type RepositoryFacts } from '../../../db/repositories.ts';
import type { ConfigProblem } from '../../../scanners/config/index.ts';
import { describeProblems, publishCheck } from '../../github/configuration-check.ts';
import type { Octokit } from '../../github/github.ts';
import { retryAfter } from '../../github/retry-after.ts';
import { statusOf } from '../../github/status-of.ts';
import type { ShellContext } from '../shell-context.ts';

export interface Findings {
  repositoryId: number;
  facts: RepositoryFacts;
  sha: string | null;
  problems: readonly ConfigProblem[];
  error: string | null;
  /** A check run may be there that has become wrong. */
  hadProblems: boolean;
}

/** Shows people what of their repository is not used, and why; where all is well, only if it was not before. */
export async function publishProblems(context: ShellContext, octokit: Octokit, findings: Findings): Promise<void> {
  const { facts, sha, problems, error, hadProblems } = findings;
  // An archived repository takes no check runs.
  if (sha === null || facts.archived) return;
  const lockfiles = (await listUnreadable(context.db, findings.repositoryId)).filter(isOurs);
  const report = describeProblems({ configProblems: problems, lockfiles, error });
  if (report.conclusion === 'success' && !hadProblems) return;
  try {
    const done = await publishCheck(octokit, { owner: facts.owner, repo: facts.name, sha }, report);
    context.log.info({ conclusion: report.conclusion, done }, 'configuration check published');
  } catch (fault) {
    if (statusOf(fault) !== 403 || retryAfter(fault, context.now()) !== undefined) throw fault;
    context.log.warn({ err: fault }, 'the App may not write check runs: give it the permission "checks: write"');
  }
}

/** Lockfiles of other ecosystems are named where inventory is shown; nobody has to act on them. */
export function isOurs({ path, error }: { path: string; error: unknown }): boolean {
  return error !== null || path.endsWith('bun.lockb');
}
