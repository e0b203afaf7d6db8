import type { OpenDrift } from '../facts.ts';
import type { Known } from '../known.ts';
import { diminished, type Element, loadOf, unknownElement } from './element.ts';
import { counted, nameList } from './name-list.ts';
import { DRIFT_SHARES } from './weights.ts';

export function judgeDrift(drift: Known<readonly OpenDrift[]>): Element {
  if (!drift.known) return unknownElement('drift', drift.text);
  const groups = Map.groupBy(drift.value, ({ severity }) => severity);
  return diminished(
    'drift',
    [...groups].map(([severity, group]) => {
      const rated = severity === 'unknown' ? 'unrated' : severity;
      const titles = nameList(group.map(({ title }) => title));
      return {
        cause: `${counted(group.length, `open ${rated} drift`)}: ${titles}`,
        cure: 'Bring back what was agreed, or agree on what is there',
        load: group.length * loadOf(DRIFT_SHARES[severity]),
      };
    }),
  );
}
