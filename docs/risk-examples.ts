import { judgeLedger, type LedgerEntry } from '../scanners/maintainers/index.ts';
import { account, ledger, maintainers, optionsOf, published } from '../scanners/maintainers/ledger-fixture.ts';
import { INCIDENTS } from '../test/maintainers/incidents.ts';

interface Example {
  title: string;
  packageName: string;
  entries: readonly LedgerEntry[];
  /** Accounts that could publish so many other packages of the inventory for a while. */
  known?: Record<string, number>;
}

const [ann, ben, cara, mallory] = [account('ann'), account('ben'), account('cara'), account('mallory')];
const past = () =>
  ledger()
    .past('2025-11-01T00:00:00Z', maintainers(undefined, [ann, ben]))
    .past('2025-12-01T00:00:00Z', published('1.0.0', ann, { provenance: true }));

const EXAMPLES: Example[] = [
  {
    title: 'Somebody leaves',
    packageName: 'wick',
    entries: past().now('2026-03-02T09:00:00Z', maintainers([ann, ben], [ann])).entries,
  },
  {
    title: 'A colleague joins, who may publish four other packages that are depended on here, and publishes',
    packageName: 'wick',
    known: { cara: 4 },
    entries: past()
      .now('2026-03-02T09:00:00Z', maintainers([ann, ben], [ann, ben, cara]))
      .now('2026-03-04T09:00:00Z', published('1.0.1', cara, { provenance: true })).entries,
  },
  {
    title: 'A stranger joins and publishes at once, otherwise than before',
    packageName: 'wick',
    entries: past()
      .now('2026-03-02T09:00:00Z', maintainers([ann, ben], [ann, ben, mallory]))
      .now('2026-03-02T09:20:00Z', published('1.0.1', mallory, { installScripts: true })).entries,
  },
  axios(),
];

/** What becomes of a few ledgers, in Markdown: each a table of its signals, as an issue shows them. */
export function riskExamples(): string {
  return EXAMPLES.map(({ title, packageName, entries, known }) => {
    const changes = judgeLedger(packageName, entries, optionsOf({ known }));
    if (changes.length !== 1) throw new Error(`${title}: expected one change, found ${changes.length}`);
    const { score, level, signals } = changes[0]!;
    const sum = signals.reduce((all, { weight }) => all + weight, 0);
    const most = sum > score ? ` (${sum}; no change has more than ${score})` : '';
    const rows = signals.map(({ kind, text, weight }) => `| ${weight} | \`${kind}\` | ${text} |`);
    return [
      `**${title}: ${level}, ${score} points**${most}`,
      '',
      '| Points | Signal | What is said |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
  }).join('\n\n');
}

function axios(): Example {
  const { packageName, past: before, learned } = INCIDENTS.find(({ name }) => name === 'axios')!;
  return {
    title: 'axios on 2026-03-31, when everything was known',
    packageName,
    entries: [...before.entries, ...Object.values(learned).flat()],
  };
}
