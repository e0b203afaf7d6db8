import { compare } from 'semver';

/** Whether a package manager gets to see a version of a package; `undefined` for packages of which it sees all. */
export type VisibleVersion = (name: string) => ((version: string) => boolean) | undefined;

interface PackumentText {
  versions?: Record<string, unknown>;
  'dist-tags'?: Record<string, string>;
}

/** A registry's document without the versions that are not to be seen; tags that lose theirs go, but `latest` moves down. */
export function onlyVisible(text: string, name: string, visible: VisibleVersion): string {
  const sees = visible(name);
  if (sees === undefined) return text;
  const document = JSON.parse(text) as PackumentText;
  const versions = Object.entries(document.versions ?? {}).filter(([version]) => sees(version));
  document.versions = Object.fromEntries(versions);
  const kept = new Set(versions.map(([version]) => version));
  const tags = Object.entries(document['dist-tags'] ?? {}).filter(([, version]) => kept.has(version));
  const latest = [...kept].sort((a, b) => compare(b, a, { loose: true }))[0];
  document['dist-tags'] = { ...(latest === undefined ? {} : { latest }), ...Object.fromEntries(tags) };
  return JSON.stringify(document);
}
