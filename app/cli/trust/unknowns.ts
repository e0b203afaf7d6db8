import type { Publication } from '../../../scanners/maintainers/index.ts';
import type { KnownPackage } from './known-package.ts';

/** What this command never looks up: it completes "not known". */
export const NOT_LOOKED_UP =
  'where versions were built (attestations), whether their source has a git tag for them, how old dependencies are that they added, and whether the domains of addresses still belong to whom they did: the service looks these up, this command does not';

/** What a package by itself does not tell. */
export const ALONE =
  'whether its people are known from other packages, and what they published at the same time: --lockfile compares with what a lockfile holds';

/** What its document does not say, each completing "not known". */
export function unknownsOf({ maintainers, entries, versions, undated }: KnownPackage): string[] {
  const published = entries.filter((entry) => entry.kind === 'published');
  const isSilent = (key: keyof Publication) => published.every((entry) => entry[key] === undefined);
  const unknown: string[] = [];
  if (maintainers === undefined && !entries.some(({ kind }) => kind === 'maintainers')) {
    unknown.push('who may publish it, and whether that ever changed: its document names no maintainers');
  } else if (maintainers === undefined) unknown.push('who may publish it now: its document names no maintainers');
  if (undated > 0) {
    unknown.push(`when ${undated === versions ? 'its' : `${undated} of its ${versions}`} versions were published`);
  }
  if (published.length === 0) return unknown;
  if (isSilent('publisher')) {
    unknown.push('who published each version, and whether by trusted publishing: its document does not say');
  }
  const silent = FIELDS.filter(([key]) => isSilent(key)).map(([, words]) => words);
  if (silent.length > 0) unknown.push(`of no version: ${silent.join('; ')}`);
  return unknown;
}

const FIELDS: [keyof Publication, string][] = [
  ['provenance', 'whether it has provenance'],
  ['installScripts', 'whether installing it runs a script'],
  ['bins', 'which commands it brings'],
  ['gitHead', 'whether its git commit is on record'],
];
