import { type Probot, ProbotOctokit } from 'probot';
import type { Metrics } from '../metrics/create-metrics.ts';
import { PausedError, retryAfter } from './retry-after.ts';

export type Octokit = Awaited<ReturnType<Probot['auth']>>;

/** GitHub as the App (by its JWT) and as one of its installations (by a token that is made and renewed as needed). */
export interface GitHub {
  app(): Promise<Octokit>;
  installation(id: number): Promise<Octokit>;
}

/** An installation that GitHub limits is not asked again before its time, whatever job wants to. */
export function createGitHub(probot: Probot, now: () => Date): GitHub {
  const pausedUntil = new Map<number, number>();
  return {
    app: () => probot.auth(),
    installation: async (id) => {
      const octokit = await probot.auth(id);
      octokit.hook.before('request', () => {
        const left = (pausedUntil.get(id) ?? 0) - now().getTime();
        if (left > 0) throw new PausedError(Math.ceil(left / 1000));
      });
      octokit.hook.error('request', (error) => {
        const seconds = retryAfter(error, now());
        if (seconds !== undefined && !(error instanceof PausedError)) {
          pausedUntil.set(id, now().getTime() + seconds * 1000);
        }
        throw error;
      });
      return octokit;
    },
  };
}

/**
 * Probot's client, but that it does not sleep through rate limits: a job that meets one is put back on the queue,
 * where it survives us. Passing faults are tried again here once, then by the queue.
 */
export const PatientOctokit = ProbotOctokit.defaults((options: Record<string, object>) => ({
  ...options,
  throttle: { ...options.throttle, onRateLimit: () => false, onSecondaryRateLimit: () => false },
  retry: { ...options.retry, retries: 1, doNotRetry: [400, 401, 403, 404, 409, 410, 413, 422, 429, 451] },
}));

/** For a GitHub that does not mind being written to in quick succession: an emulated one. */
export const HastyOctokit = PatientOctokit.defaults((options: Record<string, object>) => ({
  ...options,
  throttle: { ...options.throttle, enabled: false },
}));

/** `fetch` for all requests to GitHub: counted, never waiting for longer than a minute, and given up when we stop. */
export function createGitHubFetch(metrics: Metrics, stopping: AbortSignal): typeof fetch {
  return async (input, init) => {
    const given = init?.signal ? [init.signal] : [];
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(60_000), ...given]);
    try {
      const response = await fetch(input, { ...init, signal });
      metrics.githubRequests.inc({ status: String(response.status) });
      return response;
    } catch (error) {
      metrics.githubRequests.inc({ status: 'error' });
      throw error;
    }
  };
}
