import type { LedgerEntry, LedgerFact, Person, Publication } from './ledger-entry.ts';
import type { JudgeOptions, NearbyPublication } from './maintainer-risk.ts';

/** For tests: an account with an address of a domain; another `address` is another mark. */
export function account(name: string, domain = 'example.org', address = name): Person {
  return { name, email: { mark: `${address}@${domain}`, domain } };
}

const PLAIN: Publication = {
  trustedPublisher: false,
  provenance: false,
  installScripts: false,
  bins: [],
  gitHead: true,
};

/** Entries in the order in which they are written down. Moments are days of 2026, or ISO 8601. */
export interface LedgerBuilder {
  entries: LedgerEntry[];
  /** What was before the package was first seen. */
  past: (at: number | string, fact: LedgerFact) => LedgerBuilder;
  now: (at: number | string, fact: LedgerFact) => LedgerBuilder;
}

export function ledger(): LedgerBuilder {
  const builder: LedgerBuilder = {
    entries: [],
    past: (at, fact) => add(at, true, fact),
    now: (at, fact) => add(at, false, fact),
  };
  return builder;

  function add(at: number | string, history: boolean, fact: LedgerFact): LedgerBuilder {
    const moment = momentOf(at);
    builder.entries.push({ at: moment, seenAt: moment, history, ...fact });
    return builder;
  }
}

export function momentOf(at: number | string): string {
  return typeof at === 'string' ? at : new Date(Date.UTC(2026, 0, 1) + at * 24 * 60 * 60 * 1000).toISOString();
}

export function published(version: string, publisher: Person | string = 'ann', rest: Publication = {}): LedgerFact {
  const who = typeof publisher === 'string' ? account(publisher) : publisher;
  return { kind: 'published', version, publisher: who, ...PLAIN, ...rest };
}

export function maintainers(before: readonly Person[] | undefined, after: readonly Person[]): LedgerFact {
  return { kind: 'maintainers', ...(before ? { before } : {}), after };
}

/** Nobody is known from elsewhere, and nothing was published nearby, unless said. */
export function optionsOf(
  rest: { known?: Record<string, number>; near?: readonly NearbyPublication[]; history?: boolean } = {},
): JudgeOptions {
  const { known = {}, near = [], history } = rest;
  return {
    now: new Date('2026-12-31T00:00:00Z'),
    history,
    otherPackagesOf: (person) => known[person] ?? 0,
    publishedAround: ({ at }) =>
      near.filter((each) => Math.abs(Date.parse(each.at) - Date.parse(at)) <= 15 * 60 * 1000),
  };
}

/** So many other packages, published at a moment, `versions` of each. */
export function wave(at: number | string, packages: number, versions = 1): NearbyPublication[] {
  return Array.from({ length: packages * versions }, (_, index) => ({
    packageName: `other-${index % packages}`,
    version: `1.0.${Math.floor(index / packages)}`,
    at: momentOf(at),
  }));
}
