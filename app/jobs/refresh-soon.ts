import { owesRefreshes } from '../../db/pending-refreshes.ts';
import { refreshFindings } from './scan/refresh-findings.ts';
import type { ShellContext } from './shell-context.ts';

/** How often it looks again for what another worker had in its hands. */
export const LOOKS = 3;
const PAUSE = 5;

/**
 * Decides the alerts that are owed it, between the hours: somebody waits for them. Lockfiles that another worker has in
 * its hands are passed over, so where any are left it comes again after some seconds.
 */
export async function refreshSoon(context: ShellContext, again: number): Promise<void> {
  await refreshFindings(context);
  if (again > 0 && (await owesRefreshes(context.db))) {
    await context.queue.send(context.db, 'refresh-alerts', { again: again - 1 }, PAUSE);
  }
}
