import type { GateCheckReport } from '../gate/describe-gate-check.ts';
import type { Octokit } from './github.ts';
import { statusOf } from './status-of.ts';

export const GATE_CHECK = 'Lockkeeper / gate';

export interface GateCheckPlace {
  owner: string;
  repo: string;
  /** Ours: another App may call a check run as it likes. */
  appId: number;
}

/**
 * Writes the check run on a commit, always with its conclusion. One that says the same already is left alone, unless somebody asked to
 * have it `anew`. `beforeWriting` comes first where it is written: killed in between, whoever runs it again comes by there again.
 */
export async function publishGateCheck(
  octokit: Octokit,
  { owner, repo, sha, appId }: GateCheckPlace & { sha: string },
  { conclusion, title, summary, actions, key }: GateCheckReport,
  { anew = false, beforeWriting }: { anew?: boolean; beforeWriting?: () => Promise<void> } = {},
): Promise<'created' | 'updated' | 'same'> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
    owner,
    repo,
    ref: sha,
    check_name: GATE_CHECK,
    app_id: appId,
    filter: 'all',
    per_page: 100,
  });
  const earlier = data.check_runs.filter((run) => isOurs(run, appId)).sort((a, b) => Number(b.id) - Number(a.id))[0];
  if (earlier?.external_id === key && !anew) return 'same';
  await beforeWriting?.();
  const run = {
    owner,
    repo,
    name: GATE_CHECK,
    external_id: key,
    status: 'completed' as const,
    conclusion,
    output: { title, summary },
    actions,
  };
  if (earlier === undefined) {
    await octokit.request('POST /repos/{owner}/{repo}/check-runs', { ...run, head_sha: sha });
    return 'created';
  }
  await octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
    ...run,
    check_run_id: Number(earlier.id),
  });
  return 'updated';
}

/** The check run with this id, where it is one of ours; its address on the web. */
export async function findGateCheck(
  octokit: Octokit,
  { owner, repo, appId, id }: GateCheckPlace & { id: number },
): Promise<{ url: string | null } | undefined> {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      owner,
      repo,
      check_run_id: id,
    });
    return isOurs(data, appId) ? { url: data.html_url } : undefined;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    return undefined;
  }
}

function isOurs(run: { name: string; app: { id: number } | null }, appId: number): boolean {
  return run.name === GATE_CHECK && run.app?.id === appId;
}
