import type { AlertFacts } from '../scanners/alerts/index.ts';
import { isDevOnly } from '../scanners/lockfiles/is-dev-only.ts';
import { advisoryUrl } from '../scanners/reports/finding-text.ts';
import type { OpenAlert } from './facts.ts';

/** As much of an alert of a lockfile as the gate goes by, whoever remembers it. */
export type LockfileAlertFacts = Pick<
  AlertFacts,
  'kind' | 'groupKey' | 'severity' | 'packageName' | 'versions' | 'fixes'
> & {
  scopes: readonly string[];
};

/** What the facts of an alert say to the gate; its title, its age and the tags of its repository are the caller's to tell. */
export function lockfileAlert(
  facts: LockfileAlertFacts,
  rest: Pick<OpenAlert, 'title' | 'openedAt' | 'tags'> & Partial<OpenAlert>,
): OpenAlert {
  const { kind, groupKey, severity, packageName, versions, fixes } = facts;
  return {
    id: groupKey,
    kind,
    severity,
    packageName,
    versions,
    production: !isDevOnly(facts),
    fixable: versions.length > 0 && versions.every((version) => fixes[version] != null),
    // A maintainer change is none of OSV's.
    ...(kind === 'maintainer-change' ? {} : { url: advisoryUrl(groupKey) }),
    ...rest,
  };
}
