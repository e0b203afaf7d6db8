import type { Severity } from '../../scanners/osv/index.ts';
import { isSameEnvironment } from '../environment.ts';
import type { GateFacts, OpenAlert } from '../facts.ts';
import type { OpenAlertsPolicy } from '../policy.ts';

/** Of what is known: the alerts that a policy asks about, for the environment that is deployed to. */
export function alertsThatCount(facts: GateFacts, policy: OpenAlertsPolicy): OpenAlert[] {
  const { alerts, monitoring, environment } = facts;
  const open = [...(alerts.known ? alerts.value : []), ...(monitoring.known ? monitoring.value : [])];
  const [kinds, tags] = [new Set(policy.kinds), new Set(policy.tags)];
  return open.filter(
    (alert) =>
      kinds.has(alert.kind) &&
      (tags.size === 0 || alert.tags.some((tag) => tags.has(tag))) &&
      (policy.development || alert.production !== false || alert.kind === 'malware') &&
      (alert.environment === undefined || isSameEnvironment(alert.environment, environment)),
  );
}

/** What somebody published to do harm is never less than critical, whatever its record says. */
export function ratedAs({ kind, severity }: OpenAlert): Severity {
  return kind === 'malware' ? 'critical' : severity;
}
