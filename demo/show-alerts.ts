import { compareSeverity } from '../scanners/osv/index.ts';
import { findingTable, plainText, type TableLook } from '../scanners/reports/index.ts';
import type { ShownLockfile } from './read-alerts.ts';

/** A table for each lockfile, the worst first, and at the end what was not read and the sum. */
export function showAlerts(lockfiles: readonly ShownLockfile[], look: TableLook): string {
  const parts = lockfiles
    .filter(({ alerts }) => alerts.length > 0)
    .map(({ place, alerts }) => {
      const worstFirst = alerts.toSorted((a, b) => compareSeverity(a.severity, b.severity));
      return `\n${plainText(place)}\n${findingTable(worstFirst, look)}`;
    });
  const unread = lockfiles.filter((lockfile) => lockfile.unread !== undefined);
  if (unread.length > 0) {
    parts.push(
      `\nNot read:\n${unread.map(({ place, unread: why }) => `  ${plainText(`${place}: ${why}`)}`).join('\n')}`,
    );
  }
  const open = lockfiles.reduce((sum, { alerts }) => sum + alerts.length, 0);
  const suppressed = lockfiles.reduce((sum, lockfile) => sum + lockfile.suppressed, 0);
  parts.push(`\n${open} open alerts and ${suppressed} suppressed in ${lockfiles.length} lockfiles.`);
  return parts.join('\n');
}
