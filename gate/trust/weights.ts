import type { RiskLevel } from '../../scanners/maintainers/index.ts';
import type { Severity } from '../../scanners/osv/index.ts';
import type { TrustPart } from './trust-score.ts';

/** Goes up with every change of the tables below or of how they are used: scores of two versions do not compare. */
export const TRUST_VERSION = 1;

/** What each thing that is asked about weighs, of 100. A part is the sum of its own. */
export const ELEMENTS = {
  vulnerabilities: { part: 'vulnerabilities', weight: 40, about: 'open vulnerabilities of the lockfiles' },
  malware: { part: 'supply-chain', weight: 6, about: 'packages that are known to be malicious' },
  changes: { part: 'supply-chain', weight: 8, about: 'open maintainer changes' },
  packages: { part: 'supply-chain', weight: 6, about: 'deprecated packages and install scripts' },
  budgets: {
    part: 'reliability',
    weight: 20,
    about: 'the error budget of the objective that has the least of it left',
  },
  drift: { part: 'configuration', weight: 10, about: 'open drift' },
  safety: { part: 'change-safety', weight: 10, about: 'overrides and suppressions that ended' },
} as const satisfies Record<string, { part: TrustPart; weight: number; about: string }>;
export type ElementName = keyof typeof ELEMENTS;

/**
 * Share of what is left that each bad fact takes, 0 to 1: ten of 10% leave 35%, not nothing. What nobody has rated is taken for high:
 * unknown is not low.
 */
export const VULNERABILITY_SHARES: Readonly<Record<Severity, number>> = {
  critical: 0.3,
  high: 0.12,
  unknown: 0.12,
  medium: 0.025,
  low: 0.005,
};

/** What a vulnerability's share is multiplied by: of each group the first that holds. */
export const VULNERABILITY_FACTORS = {
  exploitation: [
    { when: 'it is known to be exploited', factor: 3 },
    { when: 'EPSS gives it 50% or more', factor: 2, epss: 0.5 },
    { when: 'EPSS gives it 10% or more', factor: 1.5, epss: 0.1 },
  ],
  age: [
    { when: 'it has been open for more than 90 days', factor: 1.5, days: 90 },
    { when: 'it has been open for more than 30 days', factor: 1.25, days: 30 },
  ],
  use: { when: 'nothing but development needs it', factor: 0.25 },
  fix: { when: 'no version without it is known', factor: 0.5 },
} as const;

/** No fact takes everything. */
export const LARGEST_SHARE = 0.95;

export const MALWARE_SHARE = 0.8;

export const CHANGE_SHARES: Readonly<Record<RiskLevel, number>> = {
  critical: 0.6,
  high: 0.35,
  medium: 0.12,
  low: 0.03,
  info: 0,
};

/** The share of all packages at which half of what is left is gone. A share, since large lockfiles hold more of everything. */
export const PACKAGE_HALVES = { deprecated: 0.05, installScripts: 0.1 } as const;

export const DRIFT_SHARES: Readonly<Record<Severity, number>> = {
  critical: 0.6,
  high: 0.35,
  unknown: 0.35,
  medium: 0.12,
  low: 0.03,
};

export const SAFETY_SHARES = { override: 0.12, expiredSuppression: 0.08 } as const;

/** However good the rest is. */
export const CAPS = {
  malware: {
    at: 20,
    part: 'supply-chain',
    why: 'a package that is known to be malicious is installed, be it for development: it runs where it is installed',
  },
  exploited: {
    at: 49,
    part: 'vulnerabilities',
    why: 'a critical vulnerability, or one that nobody has rated, is known to be exploited and in production',
  },
} as const;
