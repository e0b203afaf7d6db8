import type { Suppression } from '../alerts/find-suppression.ts';
import { type ConfigSuppression, suppressionEnd } from './repository-config.ts';

/** A suppression as a configuration states it → as alerts and updates are held against it. */
export function toSuppression(stated: ConfigSuppression): Omit<Suppression, 'id'> {
  return {
    packageName: stated.package ?? null,
    advisoryId: stated.advisory ?? null,
    range: stated.range ?? null,
    path: stated.path ?? null,
    devOnly: stated.dev === true,
    reason: stated.reason,
    expiresAt: suppressionEnd(stated),
  };
}
