import { comparePeople } from './compare-people.ts';
import { listed } from './found-signal.ts';
import type { LedgerFact, Person, Publication } from './ledger-entry.ts';

/** What an entry of the ledger says, in words. Names are the registry's, as they are; of addresses only domains are told. */
export function describeEntry(entry: LedgerFact): string {
  switch (entry.kind) {
    case 'baseline':
      return `first seen, with ${entry.versions} ${entry.versions === 1 ? 'version' : 'versions'}`;
    case 'maintainers':
      return describeSets(entry.before, entry.after);
    case 'published':
      return [`${entry.version}${by(entry.publisher)}`, ...describePublication(entry)].join(', ');
    case 'unpublished':
      return `${entry.version} was taken back`;
    case 'deprecated':
      return entry.notice === null
        ? `${entry.version} is not deprecated any more`
        : `${entry.version} is deprecated: ${entry.notice}`;
    case 'dist-tag':
      return `${entry.tag}: from ${entry.from ?? 'nothing'} to ${entry.to ?? 'nothing'}`;
    case 'provenance':
      return `${entry.version} was built ${entry.repository === null ? 'nobody can read where' : `from ${entry.repository}`}${entry.workflow === null ? '' : ` by ${entry.workflow}`}`;
    case 'git-tag':
      return `${entry.version} has ${entry.tag === null ? 'no tag' : `the tag ${entry.tag}`} in ${entry.repository}`;
    case 'email-domain':
      return `${entry.domain} (of ${entry.person}) ${entry.resolves ? 'resolves' : 'does not resolve'}${entry.registeredAt === null ? '' : `, registered on ${day(entry.registeredAt)}`}`;
    case 'dependency-age':
      return `${entry.version} asks for ${entry.dependency}, ${entry.createdAt === null ? 'which the registry does not know' : `first published on ${day(entry.createdAt)}`}`;
  }
}

/** An account, with the domain of its address where it has one. */
export function describePerson({ name, email }: Person): string {
  return email?.domain ? `${name} (${email.domain})` : name;
}

function describeSets(before: readonly Person[] | undefined, after: readonly Person[]): string {
  if (before === undefined) return `may publish: ${listed(after.map(describePerson))}`;
  const { added, removed, readdressed } = comparePeople(before, after);
  const parts = [
    ['added', added],
    ['removed', removed],
    ['another address', readdressed.map((each) => each.after)],
  ] as const;
  return parts
    .filter(([, people]) => people.length > 0)
    .map(([what, people]) => `${what}: ${listed(people.map(describePerson))}`)
    .join('; ');
}

function by(publisher: Person | undefined): string {
  return publisher === undefined ? '' : ` by ${describePerson(publisher)}`;
}

function describePublication({ trustedPublisher, provenance, installScripts, bins, gitHead }: Publication): string[] {
  const parts = [
    trustedPublisher === true ? 'by a trusted publisher' : '',
    provenance === undefined ? '' : `${provenance ? 'with' : 'no'} provenance`,
    installScripts === true ? 'runs a script when it is installed' : '',
    bins !== undefined && bins.length > 0 ? `commands ${listed(bins)}` : '',
    gitHead === false ? 'no git commit on record' : '',
  ];
  return parts.filter((part) => part !== '');
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
