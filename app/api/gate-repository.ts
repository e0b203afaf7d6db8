import { findOwnRepository, type Repository } from '../../db/repositories.ts';
import type { ApiContext } from './api-context.ts';
import { Problem } from './problem.ts';
import type { Asker } from './require-asker.ts';

/** The repository that is asked about: a workflow's own, or one of the token's installation. */
export async function gateRepository(
  { db }: Pick<ApiContext, 'db'>,
  asker: Asker,
  named: number | { owner: string; name: string } | undefined,
): Promise<Repository> {
  const { installationId } = asker;
  const wanted = named ?? (asker.kind === 'workflow' ? asker.repositoryId : undefined);
  if (wanted === undefined) throw absent('the repository that is asked about', 'none', 'Name it: owner/name.');
  const repository = await findOwnRepository(db, { installationId, repository: wanted });
  const found = JSON.stringify(typeof wanted === 'number' ? wanted : `${wanted.owner}/${wanted.name}`);
  if (repository === undefined) {
    throw new Problem('not-found', {
      expected: "a repository of this token's installation",
      found,
      cure: 'GET /api/v1/repositories lists them.',
    });
  }
  if (asker.kind === 'workflow' && repository.id !== asker.repositoryId) {
    throw absent("the workflow's own repository", found, 'Leave it out: the token of a workflow says whose it is.');
  }
  return repository;
}

function absent(expected: string, found: string, cure: string): Problem {
  return new Problem('invalid-parameter', {
    expected,
    found,
    cure,
    parameters: [{ name: 'repository', expected, found }],
  });
}
