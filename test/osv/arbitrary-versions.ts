import fc from 'fast-check';
import type { AffectedPackage, RangeEvent } from '../../scanners/osv/advisory.ts';

/** Few numbers and few words, so that generated versions often meet each other. For tests. */
export function arbitraryVersion(): fc.Arbitrary<string> {
  const number = fc.integer({ min: 0, max: 3 });
  const prerelease = fc.constantFrom(
    '',
    '',
    '',
    '-0',
    '-1',
    '-alpha',
    '-alpha.1',
    '-alpha.beta',
    '-rc.2',
    '-rc.10',
    '--',
  );
  return fc.tuple(number, number, number, prerelease).map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
}

function arbitraryEvent(): fc.Arbitrary<RangeEvent> {
  const version = arbitraryVersion();
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({ introduced: '0' }) },
    { weight: 4, arbitrary: version.map((introduced) => ({ introduced })) },
    { weight: 4, arbitrary: version.map((fixed) => ({ fixed })) },
    { weight: 2, arbitrary: version.map((lastAffected) => ({ lastAffected })) },
    { weight: 1, arbitrary: version.map((limit) => ({ limit })) },
  );
}

export function arbitraryAffected(name: fc.Arbitrary<string> = fc.constant('pkg')): fc.Arbitrary<AffectedPackage> {
  const range = fc.record({ events: fc.array(arbitraryEvent(), { maxLength: 6 }) });
  return fc.record({
    name,
    versions: fc.array(arbitraryVersion(), { maxLength: 3 }),
    ranges: fc.array(range, { maxLength: 3 }),
  });
}
