import { completePolicy } from '../../gate/complete-policy.ts';
import { as, gateFacts, minutesFromNow, NOW, openAlert, openChange, openDrift, slo } from '../../gate/gate-fixture.ts';
import { evaluate, type GateFacts, type OpenAlert } from '../../gate/index.ts';
import { SEVERITIES } from '../../scanners/osv/index.ts';
import type { BenchRow } from '../bench-row.ts';
import { median } from '../db/median.ts';

const ALERTS = 10_000;
const SLOS = 50;
const ROUNDS = 20;
/** The processor's clock is coarse. */
const AT_ONCE = 10;
/** What an evaluation may take, in ms. */
const BUDGET = 5;

/** One deploy of a large organisation's worst repository, decided: beside the budget, and beside reading the same facts from JSON. */
export async function run(): Promise<BenchRow[]> {
  const facts = manyFacts();
  const policy = completePolicy({}, { environment: 'production', hasSlos: true });
  const text = JSON.stringify(facts);
  const verdict = evaluate(facts, policy, NOW);
  if (verdict.verdict !== 'block' || verdict.checks.length < 4) throw new Error(JSON.stringify(verdict));
  const times = { ours: [] as number[], parse: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(taken(() => evaluate(facts, policy, NOW)));
    times.parse.push(taken(() => JSON.parse(text)));
  }
  const [ours, parse] = [median(times.ours), median(times.parse)];
  const what = `a verdict over ${ALERTS.toLocaleString('en-GB')} open alerts and ${SLOS} objectives`;
  const unit = 'ms';
  return [
    { what, ours, peer: `${BUDGET} ms`, theirs: BUDGET, unit, ratio: ours / BUDGET, bound: 1 },
    { what: 'the same', ours, peer: 'JSON.parse of the facts', theirs: parse, unit, ratio: ours / parse, bound: 1 },
  ];
}

/** Of the processor, in ms each: what else runs on the machine does not count. */
function taken(act: () => unknown): number {
  const before = process.cpuUsage();
  for (let time = 0; time < AT_ONCE; time++) act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / AT_ONCE;
}

function manyFacts(): GateFacts {
  const alerts = Array.from(
    { length: ALERTS },
    (_, index): OpenAlert =>
      openAlert({
        id: `alert ${index}`,
        kind: index % 500 === 0 ? 'maintainer-change' : 'vulnerability',
        severity: SEVERITIES[index % SEVERITIES.length]!,
        openedAt: minutesFromNow(-((index * 7919) % 500_000)),
        packageName: `package-${index % 900}`,
        versions: [`1.${index % 40}.0`],
        production: index % 3 !== 0,
        fixable: index % 2 === 0,
        knownExploited: index % 400 === 0,
        epss: (index % 1000) / 1000,
      }),
  );
  const slos = Array.from({ length: SLOS }, (_, index) =>
    slo({ service: `service-${index}`, bad: (index % 10) / 5000 }),
  );
  return gateFacts({
    alerts: as(alerts),
    maintainerChanges: as(Array.from({ length: 50 }, (_, index) => openChange({ id: `change-${index}` }))),
    drift: as(Array.from({ length: 50 }, (_, index) => openDrift({ id: `drift-${index}` }))),
    slos: as(slos),
  });
}
