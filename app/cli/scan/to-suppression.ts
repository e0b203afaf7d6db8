import type { Suppression } from '../../../scanners/alerts/index.ts';
import { type ConfigSuppression, suppressionEnd } from '../../../scanners/config/index.ts';

/** What a configuration file holds back, in the form in which it is asked. */
export function toSuppression(suppression: ConfigSuppression, index: number): Suppression {
  return {
    id: index,
    packageName: suppression.package ?? null,
    advisoryId: suppression.advisory ?? null,
    range: null,
    path: suppression.path ?? null,
    devOnly: false,
    reason: suppression.reason,
    expiresAt: suppressionEnd(suppression),
  };
}
