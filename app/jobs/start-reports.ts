import { listInstallations } from '../../db/installations.ts';
import type { ShellContext } from './shell-context.ts';

/** Every hour: issues about maintainer changes that are owed still, and those in which something went quiet by the clock alone. */
export async function startReports({ db, queue }: Pick<ShellContext, 'db' | 'queue'>): Promise<void> {
  const active = (await listInstallations(db)).filter(({ state }) => state === 'active');
  await queue.sendAll(
    db,
    'report-maintainers',
    active.map(({ id }) => ({ installationId: id })),
  );
}
