import { RISK_LEVELS, type RiskLevel, type TrustSignalKind } from './maintainer-risk.ts';

/** Goes up with every change of the tables below: a stored score says by which it was made. */
export const WEIGHTS_VERSION = 1;

export interface Weight {
  signal: TrustSignalKind;
  points: number;
  /** When it is given: completes "points when". */
  when: string;
}

/**
 * What each signal weighs. Set by hand, so that what the seven best-known incidents had in common reaches level high and what
 * maintained packages do every week stays below it; docs/maintainer-risk.md has the measurements.
 */
export const WEIGHTS = {
  addedUnknown: {
    signal: 'maintainer-added',
    points: 25,
    when: 'someone who may publish no other package of the inventory, and never could publish this one, is added',
  },
  addedKnown: {
    signal: 'maintainer-added',
    points: 10,
    when: 'someone is added who could publish other packages of the inventory two weeks before, or once this one',
  },
  removed: { signal: 'maintainer-removed', points: 3, when: 'someone is removed' },
  replaced: { signal: 'maintainers-replaced', points: 25, when: 'none of those who could publish before still can' },
  emailDomain: {
    signal: 'email-changed',
    points: 9,
    when: 'the e-mail address of a maintainer moves to another domain',
  },
  emailAddress: {
    signal: 'email-changed',
    points: 4,
    when: 'it changes within its domain, or the domain is not known',
  },
  emailPublisher: {
    signal: 'email-changed',
    points: 25,
    when: 'an account publishes a version within two weeks after its address moved to another domain',
  },
  domainReregistered: {
    signal: 'email-domain',
    points: 50,
    when: "the domain of a maintainer's address was registered after the account had been listed with it, so that somebody else may own it now, or less than 30 days ago",
  },
  domainGone: { signal: 'email-domain', points: 20, when: 'it does not resolve: anybody could register it' },
  publisherUnknown: {
    signal: 'publisher',
    points: 15,
    when: 'an account publishes it for the first time that was no maintainer two weeks before',
  },
  publisherListed: { signal: 'publisher', points: 8, when: 'one does that had been a maintainer for longer' },
  publisherKnown: {
    signal: 'publisher',
    points: 3,
    when: 'one does that could publish other packages of the inventory two weeks before',
  },
  trustedPublishing: {
    signal: 'trusted-publishing',
    points: 20,
    when: 'the version before on the line came by trusted publishing, this one does not',
  },
  provenance: {
    signal: 'provenance',
    points: 30,
    when: 'the version before on the line has provenance, this one has none',
  },
  otherSource: {
    signal: 'provenance-source',
    points: 30,
    when: 'its provenance names another repository than that of the versions before',
  },
  otherWorkflow: { signal: 'provenance-source', points: 8, when: 'it names another workflow of the same repository' },
  installScript: {
    signal: 'install-script',
    points: 35,
    when: 'installing it runs a script, and the version before ran none',
  },
  bin: { signal: 'bin', points: 4, when: 'it brings a command that the version before did not' },
  dependencyUnknown: {
    signal: 'young-dependency',
    points: 35,
    when: 'it asks for a package for the first time that the registry does not know: it comes from elsewhere',
  },
  dependencyDays: { signal: 'young-dependency', points: 35, when: 'it asks for one that was less than 3 days old' },
  dependencyWeeks: { signal: 'young-dependency', points: 20, when: 'it asks for one that was less than 14 days old' },
  dependencySibling: {
    signal: 'young-dependency',
    points: 5,
    when: 'it asks for one that was less than 14 days old and is of its own scope',
  },
  gitTag: {
    signal: 'git-tag',
    points: 20,
    when: 'its repository has no tag for it, and had one for an earlier version',
  },
  gitHead: {
    signal: 'git-head',
    points: 4,
    when: 'its git commit is not on record, that of the version before on the line is',
  },
  dormant: { signal: 'dormant', points: 10, when: 'it comes after more than a year without a version' },
  burstPackages: {
    signal: 'burst',
    points: 30,
    when: 'the account or the scope published 5 or more packages within 15 minutes, which it never did before, or half as many again',
  },
  burstVersions: {
    signal: 'burst',
    points: 15,
    when: '3 or more versions of the package came within 15 minutes, which never happened before, or half as many again',
  },
  deprecated: { signal: 'deprecated', points: 0, when: 'versions are deprecated' },
  unpublished: { signal: 'unpublished', points: 0, when: 'versions are taken back' },
} as const satisfies Record<string, Weight>;

/** The least score of each level. A level's text says what it is meant for. */
export const THRESHOLDS: Readonly<Record<RiskLevel, { score: number; meaning: string }>> = {
  info: { score: 0, meaning: 'in the ledger; nobody is told' },
  low: { score: 8, meaning: 'worth knowing' },
  medium: { score: 25, meaning: 'worth a look before the next update' },
  high: { score: 50, meaning: 'looks like an attack, or like a change of hands: look before anybody installs it' },
  critical: { score: 75, meaning: 'several things that attacks have in common at once' },
};

/** From which level on people are told, unless they say otherwise: see the table of noise in docs/maintainer-risk.md. */
export const DEFAULT_REPORT_LEVEL: RiskLevel = 'high';

export function levelOf(score: number): RiskLevel {
  return RISK_LEVELS.findLast((level) => score >= THRESHOLDS[level].score) ?? 'info';
}
