import { type LedgerFact, type LedgerQuestion, likelyTags, possibleTags } from '../../scanners/maintainers/index.ts';
import type { FoundTag } from '../github/find-tag.ts';
import type { Answer, CheckedNow, CheckRun } from './check-run.ts';

type TagQuestion = Extract<LedgerQuestion, { kind: 'git-tag' }>;

/**
 * Whether the repository that the package names has a git tag for a version. Where it has none, and of no other version one is known, that
 * of the version before is looked for too: a repository that never tags says nothing by not doing it.
 */
export async function checkGitTag(
  { checking }: CheckRun,
  { name, repository }: CheckedNow,
  { version, compare, like }: TagQuestion,
): Promise<Answer> {
  const { findTag } = checking;
  if (repository === null || findTag === undefined) return { kind: 'unknown' };
  const find = (names: readonly string[]) => findTag(repository, names);
  const own = await find(likelyTags(name, version, like));
  if (isOpen(own)) return own;
  if (own.kind === 'tag' || compare === undefined) return found([[version, own]]);
  const before = await find(possibleTags(name, compare));
  if (isOpen(before)) return before;
  const again =
    before.kind === 'tag' ? await find(likelyTags(name, version, { version: compare, tag: before.tag })) : own;
  if (isOpen(again)) return again;
  return found([
    [compare, before],
    [version, again],
  ]);

  function found(tags: readonly (readonly [string, FoundTag])[]): Answer {
    const facts = tags.map(
      ([of, tag]): LedgerFact => ({
        kind: 'git-tag',
        version: of,
        repository: repository!,
        tag: tag.kind === 'tag' ? tag.tag : null,
      }),
    );
    return { kind: 'found', facts };
  }
}

function isOpen(found: FoundTag): found is Extract<FoundTag, { kind: 'unknown' | 'later' }> {
  return found.kind === 'unknown' || found.kind === 'later';
}
