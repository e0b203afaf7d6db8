import {
  DEFAULT_REPORT_LEVEL,
  type JudgeOptions,
  judgeLedger,
  type LedgerEntry,
  type NearbyPublication,
  RISK_LEVELS,
  type RiskLevel,
} from '../../scanners/maintainers/index.ts';
import {
  account,
  type LedgerBuilder,
  ledger,
  maintainers,
  optionsOf,
  published,
  wave,
} from '../../scanners/maintainers/ledger-fixture.ts';

/** When something can be known: each adds to the ones before. */
export const STAGES = ['first poll', 'checks after it', 'git tag, 30 min later'] as const;
export type Stage = (typeof STAGES)[number];

/** What is publicly known of an attack, as a ledger would have held it. What is not known is left as it was before. */
export interface Incident {
  name: string;
  when: string;
  packageName: string;
  source: string;
  /** What was before. */
  past: LedgerBuilder;
  /** By stage. */
  learned: Partial<Record<Stage, LedgerEntry[]>>;
  options?: JudgeOptions;
}

export interface IncidentResult {
  incident: Incident;
  stages: { stage: Stage; level: RiskLevel | null; score: number }[];
}

export function judgeIncident(incident: Incident): IncidentResult {
  const entries = [...incident.past.entries];
  const stages = STAGES.flatMap((stage) => {
    const learned = incident.learned[stage];
    if (learned === undefined) return [];
    entries.push(...learned);
    const changes = judgeLedger(incident.packageName, entries, incident.options ?? optionsOf());
    const worst = changes.sort((a, b) => b.score - a.score)[0];
    return [{ stage, level: worst?.level ?? null, score: worst?.score ?? 0 }];
  });
  return { incident, stages };
}

const repository = 'https://github.com/owner/name';
const tag = (version: string, found: boolean) =>
  ({ kind: 'git-tag', version, repository, tag: found ? version : null }) as const;
const now = (at: string, ...facts: Parameters<LedgerBuilder['now']>[1][]): LedgerEntry[] =>
  facts.reduce((builder, fact) => builder.now(at, fact), ledger()).entries;
const around = (at: string, packages: number, versions = 1): NearbyPublication[] => wave(at, packages, versions);

const [dominic, right9] = [account('dominictarr'), account('right9ctrl')];
const jason = account('jasonsaayman', 'gmail.com');
const jasonTaken = account('jasonsaayman', 'proton.me');
const workflow = { trustedPublisher: true, provenance: true };

export const INCIDENTS: Incident[] = [
  {
    name: 'event-stream',
    when: '2018-09',
    packageName: 'event-stream',
    source:
      'dominictarr/event-stream#116: untouched for two years, handed to right9ctrl, who published 3.3.6 on 2018-09-09 with the new dependency flatmap-stream',
    past: ledger()
      .past('2011-10-01T00:00:00Z', maintainers(undefined, [dominic]))
      .past('2016-07-12T00:00:00Z', published('3.3.4', dominic)),
    learned: {
      'first poll': now('2018-09-09T06:00:00Z', maintainers([dominic], [dominic, right9]), published('3.3.6', right9)),
    },
  },
  {
    name: 'ua-parser-js',
    when: '2021-10-22',
    packageName: 'ua-parser-js',
    source:
      'faisalman/ua-parser-js#536: three versions on three lines within minutes from 12:15 UTC, by the hijacked account of the author, with a preinstall script',
    past: ledger().past('2021-04-10T00:00:00Z', published('0.7.28', 'faisalman')),
    learned: {
      'first poll': [
        ...now('2021-10-22T12:15:00Z', published('0.7.29', 'faisalman', { installScripts: true })),
        ...now('2021-10-22T12:16:00Z', published('0.8.0', 'faisalman', { installScripts: true })),
        ...now('2021-10-22T12:16:30Z', published('1.0.0', 'faisalman', { installScripts: true })),
      ],
    },
  },
  {
    name: 'nx',
    when: '2025-08-26',
    packageName: 'nx',
    source:
      'nrwl/nx#32522, GHSA-cxm3-wv7p-598c: 21.5.0 at 22:32 UTC with a stolen token, without the provenance of all before; no release on GitHub. nx ran an install script before, so that none appeared',
    past: ledger()
      .past('2025-07-01T00:00:00Z', published('21.2.2', 'nrwl-jason', { provenance: true, installScripts: true }))
      .past('2025-08-14T00:00:00Z', published('21.4.1', 'nrwl-jason', { provenance: true, installScripts: true }))
      .past('2025-08-15T00:00:00Z', tag('21.4.1', true)),
    learned: {
      'first poll': now('2025-08-26T22:32:00Z', published('21.5.0', 'nrwl-jason', { installScripts: true })),
      'git tag, 30 min later': now('2025-08-26T23:10:00Z', tag('21.5.0', false)),
    },
    // Nx releases its packages together: that they came together again says nothing.
    options: optionsOf({
      near: [
        ...around('2025-08-26T22:32:00Z', 6),
        ...around('2025-07-01T00:00:00Z', 8),
        ...around('2025-08-14T00:00:00Z', 8),
      ],
    }),
  },
  {
    name: 'chalk and debug',
    when: '2025-09-08',
    packageName: 'debug',
    source:
      'debug-js/debug#1005, #1013: 18 packages of qix from 13:16 UTC on, by his own account; the repository has tags up to 4.4.1 only. 7 of them in the inventory, published together',
    past: ledger()
      .past('2024-12-06T00:00:00Z', published('4.4.0', 'qix'))
      .past('2025-05-13T00:00:00Z', published('4.4.1', 'qix'))
      .past('2025-05-13T01:00:00Z', tag('4.4.1', true)),
    learned: {
      'first poll': now('2025-09-08T13:16:00Z', published('4.4.2', 'qix')),
      'git tag, 30 min later': now('2025-09-08T13:50:00Z', tag('4.4.2', false)),
    },
    options: optionsOf({ near: around('2025-09-08T13:16:00Z', 6) }),
  },
  {
    name: 'Shai-Hulud',
    when: '2025-09-15',
    packageName: '@ctrl/tinycolor',
    source:
      '@ctrl/tinycolor and some 20 more packages of its author, published by a worm with a postinstall script that ran bundle.js. 5 of them in the inventory',
    past: ledger()
      .past('2024-02-01T00:00:00Z', published('4.0.4', 'scttcper'))
      .past('2025-02-01T00:00:00Z', published('4.1.0', 'scttcper')),
    learned: { 'first poll': now('2025-09-15T19:52:00Z', published('4.1.1', 'scttcper', { installScripts: true })) },
    options: optionsOf({ near: around('2025-09-15T19:52:00Z', 4) }),
  },
  {
    name: 'Shai-Hulud',
    when: '2025-11-24',
    packageName: 'posthog-node',
    source:
      'the second wave ran in preinstall; posthog-node 4.18.1, 5.11.3 and 5.13.3 came within minutes, with other packages of the account. Only this one in the inventory',
    past: ledger()
      .past('2025-10-01T00:00:00Z', published('4.18.0', 'posthog'))
      .past('2025-11-20T00:00:00Z', published('5.13.2', 'posthog')),
    learned: {
      'first poll': [
        ...now('2025-11-24T04:11:00Z', published('4.18.1', 'posthog', { installScripts: true })),
        ...now('2025-11-24T04:12:00Z', published('5.11.3', 'posthog', { installScripts: true })),
        ...now('2025-11-24T04:13:00Z', published('5.13.3', 'posthog', { installScripts: true })),
      ],
    },
  },
  {
    name: 'axios',
    when: '2026-03-31',
    packageName: 'axios',
    source:
      'axios/axios#10604, #10636: 1.14.1 at 00:21 UTC by the account of jasonsaayman, its address moved to another provider; no trusted publishing, no provenance, no gitHead, no tag; the dependency plain-crypto-js was hours old',
    past: ledger()
      .past('2024-01-01T00:00:00Z', maintainers(undefined, [jason]))
      .past('2026-02-27T00:00:00Z', published('1.13.6', 'GitHub Actions', workflow))
      .past('2026-03-27T00:00:00Z', published('1.14.0', 'GitHub Actions', workflow))
      .past('2026-03-27T01:00:00Z', published('0.30.3', jason))
      .past('2026-03-27T02:00:00Z', tag('1.14.0', true)),
    learned: {
      'first poll': now(
        '2026-03-31T00:21:00Z',
        maintainers([jason], [jasonTaken]),
        published('1.14.1', jasonTaken, { gitHead: false }),
      ),
      'checks after it': now('2026-03-31T00:21:00Z', {
        kind: 'dependency-age',
        version: '1.14.1',
        dependency: 'plain-crypto-js',
        createdAt: '2026-03-30T05:57:00Z',
      }),
      'git tag, 30 min later': now('2026-03-31T01:00:00Z', tag('1.14.1', false)),
    },
  },
  {
    name: 'TanStack',
    when: '2026-05-11',
    packageName: '@tanstack/react-router',
    source:
      'TanStack/router#7383, GHSA-g7cv-rxg3-hmpx: 84 versions of 42 packages within 6 minutes by its own workflow, with valid provenance; the optional dependency @tanstack/setup comes from a git address. 8 of them in the inventory',
    past: ledger()
      .past('2026-04-01T00:00:00Z', published('1.168.0', 'GitHub Actions', workflow))
      .past('2026-04-20T00:00:00Z', published('1.169.2', 'GitHub Actions', workflow)),
    learned: {
      'first poll': [
        ...now('2026-05-11T19:20:00Z', published('1.169.5', 'GitHub Actions', workflow)),
        ...now('2026-05-11T19:26:00Z', published('1.169.8', 'GitHub Actions', workflow)),
      ],
      'checks after it': now('2026-05-11T19:26:00Z', {
        kind: 'dependency-age',
        version: '1.169.5',
        dependency: '@tanstack/setup',
        createdAt: null,
      }),
    },
    // A monorepo: bursts are its habit, but of one version of each package.
    options: optionsOf({
      near: [
        ...around('2026-05-11T19:20:00Z', 7, 2),
        ...around('2026-04-01T00:00:00Z', 7),
        ...around('2026-04-20T00:00:00Z', 7),
      ],
    }),
  },
];

/**
 * How long after the publication a stage comes, for a package that a project asks for itself: it is asked about once an hour, by a job
 * that the clock starts every five minutes; a git tag is looked for from 30 minutes after the publication on.
 */
const DELAYS: Record<Stage, string> = {
  'first poll': 'at most 65 min',
  'checks after it': 'at most 70 min',
  'git tag, 30 min later': '30 to 70 min',
};

/** In Markdown: which level was reached when, and how long after the publication people hear of it. */
export function incidentTable(): string {
  const rows = INCIDENTS.map((incident) => {
    const { stages } = judgeIncident(incident);
    const cells = STAGES.map((stage) => {
      const at = stages.find((each) => each.stage === stage);
      return at === undefined ? '' : `${at.level ?? 'nothing'} (${at.score})`;
    });
    const told = stages.find(({ level }) => level !== null && isAtLeast(level, DEFAULT_REPORT_LEVEL));
    const delay = told === undefined ? 'not told' : DELAYS[told.stage];
    return `| ${incident.name} ${incident.when}: \`${incident.packageName}\` | ${cells.join(' | ')} | ${delay} |`;
  });
  return [
    `| Incident | ${STAGES.join(' | ')} | Told after |`,
    `|---|${STAGES.map(() => '---|').join('')}---|`,
    ...rows,
  ].join('\n');
}

/** In Markdown: what the table of incidents supposes. */
export function incidentFacts(): string {
  return INCIDENTS.map(({ name, when, source }) => `- **${name} ${when}**: ${source}.`).join('\n');
}

function isAtLeast(level: RiskLevel, least: RiskLevel): boolean {
  return RISK_LEVELS.indexOf(level) >= RISK_LEVELS.indexOf(least);
}
