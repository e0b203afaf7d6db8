import { recordDeploy } from '../../db/deploys.ts';
import { findRepository } from '../../db/repositories.ts';
import type { JobPayload } from '../queue/jobs.ts';
import type { ShellContext } from './shell-context.ts';

/** Writes down a deploy that GitHub calls a success: the gate can ask how long the last one has stood. */
export async function recordSuccess(
  { db, now }: Pick<ShellContext, 'db' | 'now'>,
  { deploymentId, at, sha, url, ...place }: JobPayload<'record-deploy'>,
): Promise<void> {
  const repository = await findRepository(db, place.repositoryId);
  if (repository === undefined)
    throw new Error(`expected a repository that is known, found none with the id ${place.repositoryId}`);
  await recordDeploy(db, {
    ...place,
    // A clock that is ahead of ours makes no deploy that is yet to come.
    at: new Date(Math.min(Date.parse(at), now().getTime())),
    ...(sha === null ? {} : { sha }),
    ...(url === null ? {} : { url }),
    source: 'deployment-status',
    key: `deployment:${deploymentId}`,
  });
}
