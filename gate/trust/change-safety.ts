import type { ChangeSafety } from '../facts.ts';
import type { Known } from '../known.ts';
import { diminished, type Element, loadOf, unknownElement } from './element.ts';
import { counted } from './name-list.ts';
import { SAFETY_SHARES } from './weights.ts';

export function judgeSafety(changeSafety: Known<ChangeSafety>): Element {
  if (!changeSafety.known) return unknownElement('safety', changeSafety.text);
  const { overrides, expiredSuppressions } = changeSafety.value;
  const losses = [
    {
      cause: `${counted(overrides, 'override')} of the gate in the last 30 days`,
      cure: 'Deploy without overrides: each counts for 30 days',
      load: overrides * loadOf(SAFETY_SHARES.override),
    },
    {
      cause: `${counted(expiredSuppressions, 'suppression')} that ended while the finding is open`,
      cure: 'Mend what was suppressed, or suppress it anew with a reason and an end',
      load: expiredSuppressions * loadOf(SAFETY_SHARES.expiredSuppression),
    },
  ];
  return diminished(
    'safety',
    losses.filter(({ load }) => load > 0),
  );
}
