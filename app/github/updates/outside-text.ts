import { advisoryUrl, escapeMarkdown } from '../../../scanners/reports/index.ts';

const LONGEST = 300;
const MANY_ADVISORIES = 12;
const MANY_VERSIONS = 20;

/** Text of others (registry, lockfile, repository) within a line of Markdown. */
export function outsideText(value: string, longest = LONGEST): string {
  return escapeMarkdown(value, longest);
}

export function versionsText(versions: readonly string[]): string {
  return upTo(
    MANY_VERSIONS,
    versions.map((version) => outsideText(version, 60)),
  ).join(', ');
}

/** Each advisory's link, with what there is to say of it. */
export function advisoryLinks(ids: readonly string[], sayOf: (id: string) => string = () => ''): string[] {
  return upTo(
    MANY_ADVISORIES,
    ids.map((id) => `[${outsideText(id, 60)}](${advisoryUrl(id.slice(0, 100))})${sayOf(id)}`),
  );
}

function upTo(most: number, texts: readonly string[]): string[] {
  return texts.length <= most ? [...texts] : [...texts.slice(0, most), `and ${texts.length - most} more`];
}
