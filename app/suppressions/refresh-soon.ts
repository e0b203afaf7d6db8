import { listRepositoriesWithPullRequests } from '../../db/update-pull-requests.ts';
import type { Queue } from '../queue/queue.ts';
import type { RefreshSoon } from './suppress.ts';

/** By the queue: the alerts are decided, and the update pull requests in the suppression's reach are planned again. */
export function refreshSoonBy(queue: Pick<Queue, 'send' | 'sendAll'>): RefreshSoon {
  return async (trx, { installation_id: installationId, repository_id }) => {
    await queue.send(trx, 'refresh-alerts', {});
    const ids = await listRepositoriesWithPullRequests(trx, { installationId, repositoryId: repository_id });
    const payloads = ids.map((repositoryId) => ({ installationId, repositoryId, trigger: 'scan' as const }));
    await queue.sendAll(trx, 'update-repository', payloads);
  };
}
