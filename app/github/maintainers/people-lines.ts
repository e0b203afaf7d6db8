import type { EmailMark, MaintainerChange, Person } from '../../../scanners/maintainers/index.ts';
import { outsideName } from './outside-name.ts';

/** Of longer sets only those are named that came and went. */
const MANY = 20;

/** Who may publish now, and who could before: two lines of a list, with what is different. */
export function peopleLines({ before, after }: NonNullable<MaintainerChange['maintainers']>): string[] {
  const was = new Map(before.map((person) => [person.name, person]));
  const is = new Set(after.map(({ name }) => name));
  const now = after.map((person): Entry => {
    const same = was.get(person.name);
    if (same === undefined) return { person, mark: ' **(added)**' };
    return { person, mark: isOther(same.email, person.email) ? ' **(other address)**' : '' };
  });
  const then = before.map((person): Entry => ({ person, mark: is.has(person.name) ? '' : ' **(removed)**' }));
  return [`- Who may publish now: ${people(now)}`, `- Before: ${people(then)}`];
}

interface Entry {
  person: Person;
  mark: string;
}

function people(all: readonly Entry[]): string {
  if (all.length === 0) return 'nobody';
  const marked = all.filter(({ mark }) => mark !== '');
  const plain = all.filter(({ mark }) => mark === '');
  const named = [...marked, ...plain].slice(0, MANY).map(({ person, mark }) => `${outsideName(person.name)}${mark}`);
  const more = all.length > MANY ? ` and ${all.length - MANY} more` : '';
  return `${named.join(', ')}${more}`;
}

function isOther(a: EmailMark | undefined, b: EmailMark | undefined): boolean {
  return a !== undefined && b !== undefined && a.mark !== b.mark;
}
