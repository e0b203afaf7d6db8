import { listDashboards } from '../../db/dashboard.ts';
import { listInstallations } from '../../db/installations.ts';
import type { ShellContext } from './shell-context.ts';

/**
 * Repairs what missed webhooks left: asks for the App's installations, and has each of them, and each that we believe in and
 * GitHub no longer names, brought up to date. Dashboards are looked at too: some of what they say changes with the day.
 */
export async function reconcile({ db, github, queue, log }: ShellContext): Promise<void> {
  const octokit = await github.app();
  const listed = await octokit.paginate('GET /app/installations', { per_page: 100 });
  const known = await listInstallations(db);
  const ids = new Set([...listed.map(({ id }) => Number(id)), ...known.map(({ id }) => id)]);
  await queue.sendAll(
    db,
    'sync-installation',
    [...ids].map((installationId) => ({ installationId })),
  );
  await queue.sendAll(
    db,
    'publish-dashboard',
    (await listDashboards(db)).map((repositoryId) => ({ repositoryId })),
  );
  log.info({ listed: listed.length, known: known.length }, 'reconciling installations');
}
