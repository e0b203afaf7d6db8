import type { Annotation } from './configuration-check.ts';
import type { Octokit } from './github.ts';

export const PULL_REQUEST_CHECK = 'Lockkeeper / dependencies';

/** What the check run of a pull request says. */
export interface PullRequestReport {
  /** `action_required` is "could not decide": a required check does not pass by it, as it would by `neutral`. */
  conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  title: string;
  summary: string;
  /** At most 50: GitHub takes no more in a request. */
  annotations: Annotation[];
}

export interface CheckPlace {
  owner: string;
  repo: string;
  /** The pull request's head. */
  sha: string;
  number: number;
}

/**
 * Writes the check run, always with a conclusion, so none is ever left pending. It is found again by its name and the pull
 * request's number (two pull requests can have one head), and edited; one that says the same already is left alone. GitHub
 * adds annotations and takes none away: where one no longer holds, a new run takes the place of the old.
 */
export async function publishPullRequestCheck(
  octokit: Octokit,
  { owner, repo, sha, number }: CheckPlace,
  report: PullRequestReport,
): Promise<'created' | 'updated' | 'same'> {
  const { conclusion, title, summary } = report;
  const external_id = `pull-request-${number}`;
  const earlier = await findRun(octokit, { owner, repo, sha, external_id });
  const shown = earlier?.output.annotations_count
    ? await listAnnotations(octokit, { owner, repo, id: Number(earlier.id) })
    : [];
  const there = new Set(shown.map(keyOf));
  const wanted = new Set(report.annotations.map(keyOf));
  const run = {
    owner,
    repo,
    name: PULL_REQUEST_CHECK,
    external_id,
    status: 'completed' as const,
    conclusion,
    output: { title, summary, annotations: report.annotations.filter((one) => !there.has(keyOf(one))) },
  };
  if (earlier === undefined || [...there].some((key) => !wanted.has(key))) {
    const output = { ...run.output, annotations: report.annotations };
    await octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...run, head_sha: sha, output });
    return 'created';
  }
  const same =
    earlier.conclusion === conclusion &&
    earlier.output.title === title &&
    earlier.output.summary?.trim() === summary.trim() &&
    run.output.annotations.length === 0;
  if (same) return 'same';
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...run,
    check_run_id: Number(earlier.id),
  });
  return 'updated';
}

async function findRun(
  octokit: Octokit,
  { owner, repo, sha, external_id }: { owner: string; repo: string; sha: string; external_id: string },
) {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner,
    repo,
    ref: sha,
    check_name: PULL_REQUEST_CHECK,
    filter: 'all',
    per_page: 100,
  });
  return data.check_runs
    .filter((run) => run.name === PULL_REQUEST_CHECK && run.external_id === external_id)
    .sort((a, b) => Number(b.id) - Number(a.id))[0];
}

type ShownAnnotation = Pick<Annotation, 'path' | 'start_line'> & { message: string | null };

async function listAnnotations(
  octokit: Octokit,
  { owner, repo, id }: { owner: string; repo: string; id: number },
): Promise<ShownAnnotation[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', {
    owner,
    repo,
    check_run_id: id,
    per_page: 100,
  });
  return data;
}

function keyOf({ path, start_line, message }: ShownAnnotation): string {
  return JSON.stringify([path, start_line, message]);
}
