import { diff } from 'node:util';
import type { EmulatedGitHub } from '../../test/github/index.ts';

export interface FileDiff {
  path: string;
  added: number;
  removed: number;
  /** Changed lines with some around them; null stands between the places. */
  lines: (DiffLine | null)[];
}

export interface DiffLine {
  kind: 'added' | 'removed' | 'kept';
  text: string;
}

interface Tree {
  tree: { path: string; sha: string; type: string }[];
}

const AROUND = 3;
/** The longest lockfile of the demo has some 2,000; comparing takes time and memory by the square. */
const MOST_LINES = 10_000;

/** What a branch changes in each file, against another branch. */
export async function readDiff(
  github: EmulatedGitHub,
  { repository, base, head }: { repository: string; base: string; head: string },
): Promise<FileDiff[]> {
  const ask = <T>(path: string) => github.as<T>('admin', 'GET', `/repos/${repository}/git${path}`);
  const before = await blobs(base);
  const after = await blobs(head);
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
  return Promise.all(
    changed.map(async (path) => compare(path, await text(before.get(path)), await text(after.get(path)))),
  );

  async function blobs(branch: string): Promise<Map<string, string>> {
    const refs = await ask<{ ref: string; object: { sha: string } }[]>(`/matching-refs/heads/${branch}`);
    const sha = refs.find(({ ref }) => ref === `refs/heads/${branch}`)?.object.sha;
    if (sha === undefined) return new Map();
    const commit = await ask<{ tree: { sha: string } }>(`/commits/${sha}`);
    const { tree } = await ask<Tree>(`/trees/${commit.tree.sha}?recursive=1`);
    return new Map(tree.filter(({ type }) => type === 'blob').map((entry) => [entry.path, entry.sha]));
  }

  async function text(sha: string | undefined): Promise<string[]> {
    if (sha === undefined) return [];
    const { content } = await ask<{ content: string }>(`/blobs/${sha}`);
    return Buffer.from(content, 'base64').toString().trimEnd().split('\n');
  }
}

export function compare(path: string, before: string[], after: string[]): FileDiff {
  const all: DiffLine[] =
    before.length + after.length > MOST_LINES
      ? [...before.map((text) => line(1, text)), ...after.map((text) => line(-1, text))]
      : diff(before, after).map(([kind, text]) => line(kind, text));
  const near = all.map((_, at) =>
    all.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'kept'),
  );
  const lines: (DiffLine | null)[] = [];
  for (const [at, each] of all.entries()) {
    if (near[at]) lines.push(each);
    else if (lines.at(-1) !== null) lines.push(null);
  }
  const number = (wanted: DiffLine['kind']) => all.filter(({ kind }) => kind === wanted).length;
  return { path, added: number('added'), removed: number('removed'), lines };
}

/** Node's `diff` says 1 for what only the first text has, and -1 for what only the second has. */
function line(kind: number, text: string): DiffLine {
  return { kind: kind === 0 ? 'kept' : kind > 0 ? 'removed' : 'added', text };
}
