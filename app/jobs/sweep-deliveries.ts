import { findDeliveries } from '../../db/deliveries.ts';
import { watchedEvents } from '../events/payloads.ts';
import type { Octokit } from '../github/github.ts';
import { statusOf } from '../github/status-of.ts';
import type { ShellContext } from './shell-context.ts';

interface Attempt {
  id: number;
  guid: string;
  event: string;
  delivered_at: string;
  redelivery: boolean;
  status_code: number;
}

const HOUR = 60 * 60 * 1000;
/** GitHub keeps deliveries for three days; an hourly sweep that was off for two still finds them. */
const OLDEST = 70 * HOUR;
/** An attempt that is younger may still be under way. */
const YOUNGEST = 60 * 1000;
const MOST_PAGES = 50;
const MOST_REDELIVERIES = 500;

/** Has GitHub send again the webhooks that failed and that we never took: each once. */
export async function sweepDeliveries(context: ShellContext): Promise<void> {
  const octokit = await context.github.app();
  const attempts = await listAttempts(octokit, context.now());
  const failed = failedOnes(attempts, context.now());
  const taken = await findDeliveries(
    context.db,
    failed.map(({ guid }) => guid),
  );
  const owed = failed.filter(({ guid }) => !taken.has(guid)).slice(0, MOST_REDELIVERIES);
  let sent = 0;
  for (const { id, guid, event } of owed) {
    context.signal?.throwIfAborted();
    try {
      await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
      sent++;
    } catch (error) {
      // Too old, or gone: the reconcile repairs what it would have told.
      if (statusOf(error) !== 404 && statusOf(error) !== 422) throw error;
      context.log.warn({ err: error, guid, event }, 'a webhook delivery cannot be sent again');
    }
  }
  context.log.info({ attempts: attempts.length, failed: failed.length, sent }, 'webhook deliveries swept');
}

/** The newest failed attempt of each delivery that never succeeded and was not sent again before. */
function failedOnes(attempts: readonly Attempt[], now: Date): Attempt[] {
  const settled = new Set(
    attempts.filter(({ redelivery, status_code }) => redelivery || succeeded(status_code)).map(({ guid }) => guid),
  );
  const failed = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const age = now.getTime() - Date.parse(attempt.delivered_at);
    const watched = (watchedEvents as string[]).includes(attempt.event);
    if (watched && age >= YOUNGEST && !settled.has(attempt.guid) && !failed.has(attempt.guid))
      failed.set(attempt.guid, attempt);
  }
  return [...failed.values()];
}

function succeeded(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Newest first, as far back as GitHub can send again. */
async function listAttempts(octokit: Octokit, now: Date): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  let pages = 0;
  for await (const { data } of octokit.paginate.iterator('GET /app/hook/deliveries', { per_page: 100 })) {
    for (const { id, guid, event, delivered_at, redelivery, status_code } of data) {
      if (now.getTime() - Date.parse(delivered_at) > OLDEST) return attempts;
      attempts.push({ id: Number(id), guid, event, delivered_at, redelivery, status_code });
    }
    pages++;
    if (pages >= MOST_PAGES) return attempts;
  }
  return attempts;
}
