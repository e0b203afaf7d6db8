import { z } from 'zod';
import type { GitHubPlace } from './place-on-github.ts';
import type { PublicReaders } from './public-readers.ts';
import { statusOf } from './status-of.ts';

export type FoundTag =
  | { kind: 'tag'; tag: string }
  | { kind: 'none' }
  /** The repository is gone, empty, private or out of reach: whether it has one, nobody knows. */
  | { kind: 'unknown' }
  /** Not asked. */
  | { kind: 'later' };

const repositoryShape = z.object({ private: z.boolean(), name: z.string(), owner: z.object({ login: z.string() }) });
const refsShape = z.array(z.object({ ref: z.string() }));

/**
 * The first of these tags that a public repository has. What only some installations may see is told to none: where their token would
 * reach a private one, it is as unknown as to all others.
 */
export async function findTag(readers: PublicReaders, place: GitHubPlace, names: readonly string[]): Promise<FoundTag> {
  try {
    const found = await readers.read((octokit) =>
      octokit.request('GET /repos/{owner}/{repo}', { owner: place.owner, repo: place.repo }),
    );
    if (found === undefined) return { kind: 'later' };
    const repository = repositoryShape.parse(found);
    if (repository.private) return { kind: 'unknown' };
    // As it is called now, where it was renamed.
    const { owner, name: repo } = repository;
    for (const name of names) {
      const refs = await readers.read((octokit) =>
        octokit.request('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', {
          owner: owner.login,
          repo,
          ref: `tags/${name}`,
        }),
      );
      if (refs === undefined) return { kind: 'later' };
      // It gives all that begin so.
      if (refsShape.parse(refs).some(({ ref }) => ref === `refs/tags/${name}`)) return { kind: 'tag', tag: name };
    }
    return { kind: 'none' };
  } catch (error) {
    if (statusOf(error) === undefined && !(error instanceof z.ZodError)) throw error;
    return { kind: 'unknown' };
  }
}
