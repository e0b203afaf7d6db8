import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePrecedence } from '../../scanners/osv/index.ts';
import { bringsVersion, planUpdates, type UpdatePlan } from '../../scanners/updates/index.ts';
import { makeAdvisory } from '../advisory.ts';
import { carryOut } from './carry-out.ts';
import { makeDocument, makeRequest, type Packages, type Scene } from './model.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const VERSIONS = ['1.0.0', '1.0.1', '1.1.0', '1.2.0', '2.0.0', '2.1.0'];
const RANGES = ['1.0.0', '~1.0.0', '^1.0.0', '^1.1.0', '1.x', '>=1.0.1', '^2.0.0', '1.0.1 || ^2.1.0', '*'];

interface World {
  /** What each version of each package asks for, in the order of `NAMES`. */
  asks: Record<string, Record<string, string>>[];
  root: Record<string, string>;
  affected: Record<string, string[]>;
  deprecated: Record<string, string[]>;
  held: Record<string, string[]>;
  malware: string[];
  seed: number;
}

const ranges = fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...RANGES), { maxKeys: 3 });
const versionLists = fc.dictionary(fc.constantFrom(...NAMES), fc.subarray(VERSIONS), { maxKeys: 4 });
const worlds: fc.Arbitrary<World> = fc.record({
  asks: fc.tuple(...NAMES.map(() => fc.record(Object.fromEntries(VERSIONS.map((version) => [version, ranges]))))),
  root: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(...RANGES), { minKeys: 1, maxKeys: 3 }),
  affected: versionLists,
  deprecated: versionLists,
  held: versionLists,
  malware: fc.subarray(NAMES, { maxLength: 1 }),
  seed: fc.nat(),
});

/** A project that somebody locked at some time: for each request any version that it admits. */
function sceneOf({ asks, root, affected, deprecated, held, malware, seed }: World): Scene {
  const documents = NAMES.map((name, at) =>
    makeDocument(
      name,
      asks[at]!,
      Object.fromEntries((deprecated[name] ?? []).map((version) => [version, { deprecated: 'old' }])),
    ),
  );
  const packages: Packages = {};
  let draw = seed;
  const lock = (wanted: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(wanted).map(([name, range]) => {
        const inside = VERSIONS.filter((version) => admitted(range, version));
        draw = (draw * 1103515245 + 12345) % 2147483648;
        const version = inside[draw % inside.length]!;
        const id = `${name}@${version}`;
        if (!Object.hasOwn(packages, id)) {
          packages[id] = {};
          packages[id] = lock(asks[NAMES.indexOf(name)]![version]!);
        }
        return [name, `${range} => ${version}`];
      }),
    );
  const advisories = Object.entries(affected)
    .filter(([, versions]) => versions.length > 0)
    .map(([name, versions]) =>
      makeAdvisory(`GHSA-${name}`, name, '0', {
        malware: malware.includes(name),
        affected: [{ name, versions, ranges: [] }],
      }),
    );
  const holds = Object.entries(held).map(([name, versions]) => ({
    package: name,
    versions,
    since: '2026-05-01T00:00:00Z',
    text: 'mallory may publish',
    until: '2026-06-15T00:00:00.000Z',
  }));
  return { root: lock(root), packages, advisories, documents, holds };
}

const TABLE: Record<string, string[]> = {
  '1.0.0': ['1.0.0'],
  '~1.0.0': ['1.0.0', '1.0.1'],
  '^1.0.0': ['1.0.0', '1.0.1', '1.1.0', '1.2.0'],
  '^1.1.0': ['1.1.0', '1.2.0'],
  '1.x': ['1.0.0', '1.0.1', '1.1.0', '1.2.0'],
  '>=1.0.1': ['1.0.1', '1.1.0', '1.2.0', '2.0.0', '2.1.0'],
  '^2.0.0': ['2.0.0', '2.1.0'],
  '1.0.1 || ^2.1.0': ['1.0.1', '2.1.0'],
  '*': VERSIONS,
};

function admitted(range: string, version: string): boolean {
  return TABLE[range]!.includes(version);
}

function planned(scene: Scene): { plan: UpdatePlan; request: ReturnType<typeof makeRequest> } {
  const request = makeRequest(scene);
  const outcome = planUpdates(request);
  if ('needs' in outcome) throw new Error(outcome.needs.join());
  return { plan: outcome.plan, request };
}

const runs = { numRuns: 2000 };

test('no step leads to what is affected, deprecated or held, nor down, but for roll-backs', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { plan } = planned(sceneOf(world));
      for (const { steps, name, from, to, how } of plan.updates) {
        for (const step of steps.filter(bringsVersion)) {
          expect(world.affected[step.name] ?? []).not.toContain(step.version);
          expect(world.deprecated[step.name] ?? []).not.toContain(step.version);
          expect(world.held[step.name] ?? []).not.toContain(step.version);
          if (step.kind === 'lock' && (step.name !== name || how !== 'rollback')) {
            const low = step.from.filter((version) => comparePrecedence(step.version, version) <= 0);
            if (!world.malware.includes(step.name)) expect(low).toEqual([]);
          }
        }
        if (to !== '' && how !== 'rollback') for (const version of from) expect(comparePrecedence(to, version)).toBe(1);
        if (how === 'rollback') expect(world.malware).toContain(name);
      }
    }),
    runs,
  );
});

/**
 * Without packages that lead back to themselves: there, a new version can bring an old one back in by ways that no locked version
 * had. Only the proof after the edit sees those.
 */
const acyclic = worlds.map((world) => ({
  ...world,
  asks: world.asks.map((versions, at) =>
    Object.fromEntries(
      Object.entries(versions).map(([version, asks]) => [
        version,
        Object.fromEntries(Object.entries(asks).filter(([name]) => NAMES.indexOf(name) > at)),
      ]),
    ),
  ),
}));

test('carried out, nothing that it claims to clear is left', () => {
  fc.assert(
    fc.property(acyclic, (world) => {
      const { plan, request } = planned(sceneOf(world));
      const locked = carryOut(plan, request);
      for (const { name, clears } of plan.updates) {
        for (const { packageName, groupKey, versions } of request.alerts) {
          if (packageName !== name || !clears.includes(groupKey)) continue;
          for (const version of versions) expect([...locked]).not.toContain(`${name}@${version}`);
        }
      }
    }),
    runs,
  );
});

test('every affected version is either updated or left with a reason, never both, and planning again says the same', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { plan, request } = planned(sceneOf(world));
      const updated = plan.updates.flatMap(({ name, from }) => from.map((version) => `${name}@${version}`));
      const skipped = plan.skipped.flatMap(({ name, versions }) => versions.map((version) => `${name}@${version}`));
      const wanted = request.alerts.flatMap(({ packageName, versions }) =>
        versions.map((version) => `${packageName}@${version}`),
      );
      expect([...new Set([...updated, ...skipped])].sort()).toEqual([...new Set(wanted)].sort());
      expect(updated.filter((id) => skipped.includes(id))).toEqual([]);
      for (const { text } of plan.skipped) expect(text).not.toMatch(/undefined|\[object/);
      expect(planUpdates({ ...request, alerts: request.alerts.toReversed() })).toEqual({ plan });
    }),
    runs,
  );
});
