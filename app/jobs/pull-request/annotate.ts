import { isMatchable, locateEntries, parseLockfile } from '../../../scanners/lockfiles/index.ts';
import { plainText, severityText, whyText } from '../../../scanners/reports/index.ts';
import type { Annotation } from '../../github/configuration-check.ts';
import type { TreeFile } from '../../github/list-tree.ts';
import type { JudgedFinding } from './judge-change.ts';
import { locateInManifest } from './locate-in-manifest.ts';

/** GitHub takes no more in a request. */
const MOST = 50;
/** A larger manifest is no place to point to. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface FindingsToAnnotate {
  /** The most urgent first. */
  introduced: readonly JudgedFinding[];
  headFiles: readonly TreeFile[];
  readBlob: (sha: string) => Promise<string>;
}

/**
 * Points to where each finding comes from: the manifest's line where a project asks for the package itself, else the
 * package's entry in the lockfile. Suppressed ones are in the table alone.
 */
export async function annotate({ introduced, headFiles, readBlob }: FindingsToAnnotate): Promise<Annotation[]> {
  const files = new Map(headFiles.map((file) => [file.path, file]));
  const texts = new Map<string, string>();
  const entries = new Map<string, Map<string, number>>();
  const shown = introduced.filter(({ suppression }) => suppression === undefined).slice(0, MOST);
  const annotations: Annotation[] = [];
  for (const finding of shown) {
    const place = (await inManifest(finding)) ?? (await inLockfile(finding));
    annotations.push(toAnnotation(finding, place));
  }
  return annotations;

  async function inManifest({ path, facts }: JudgedFinding): Promise<Place | undefined> {
    if (!facts.direct || facts.path.length > 1) return undefined;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const manifest = `${folder}${facts.path.map((project) => `${project}/`).join('')}package.json`;
    const file = files.get(manifest);
    if (file === undefined || file.size > MAX_MANIFEST_BYTES) return undefined;
    const line = locateInManifest(await textOf(file), facts.packageName);
    return line === undefined ? undefined : { path: manifest, line };
  }

  async function inLockfile({ path, facts, versions }: JudgedFinding): Promise<Place> {
    const file = files.get(path);
    if (file === undefined) return { path, line: 1 };
    if (!entries.has(path)) entries.set(path, locate(path, await textOf(file), introducedIn(path)));
    const lines = entries.get(path)!;
    return { path, line: lines.get(`${facts.packageName}@${versions[0]}`) ?? 1 };
  }

  function introducedIn(path: string): Set<string> {
    const here = shown.filter((finding) => finding.path === path);
    return new Set(here.flatMap(({ facts, versions }) => versions.map((version) => `${facts.packageName}@${version}`)));
  }

  async function textOf({ sha }: TreeFile): Promise<string> {
    const text = texts.get(sha) ?? (await readBlob(sha));
    texts.set(sha, text);
    return text;
  }
}

interface Place {
  path: string;
  line: number;
}

/** Lines by `name@version`. The database knows no places, so the text is read once more: only where something is found. */
function locate(path: string, text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const lockfile = parseLockfile({ path, text });
  const found = [...lockfile.dependencies.values()].filter(
    (one) => isMatchable(one) && wanted.has(`${one.name}@${one.version}`),
  );
  const lines = locateEntries(
    text,
    lockfile.format,
    found.map(({ key }) => key),
  );
  const places = new Map<string, number>();
  for (const { key, name, version } of found) {
    const line = lines.get(key);
    const id = `${name}@${version}`;
    if (line !== undefined) places.set(id, Math.min(line, places.get(id) ?? line));
  }
  return places;
}

function toAnnotation({ facts, versions, fails }: JudgedFinding, { path, line }: Place): Annotation {
  const fixes = [...new Set(versions.map((version) => facts.fixes[version] ?? 'none'))].join(', ');
  const what = `${facts.packageName}@${versions.join(', ')}`;
  const message = `${what}: ${facts.summary || 'no summary'} (${facts.groupKey}). Fixed in: ${fixes}. Why it is there: ${whyText(facts, versions)}.`;
  return {
    path,
    start_line: line,
    end_line: line,
    annotation_level: fails ? 'failure' : 'warning',
    title: plainText(`Introduces ${severityText(facts)}: ${facts.packageName}`, 200),
    message: plainText(message, 2000),
  };
}
