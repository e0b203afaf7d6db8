import { findInstallation } from '../../../db/installations.ts';
import { findRepository, type Repository } from '../../../db/repositories.ts';
import { type GatedEnvironments, gatedEnvironments } from '../../gate/gated-environments.ts';
import type { Octokit } from '../../github/github.ts';
import type { ShellContext } from '../shell-context.ts';

export interface GatedRepository {
  repository: Repository;
  octokit: Octokit;
  /** Where the check run belongs, and whose it is. */
  place: { owner: string; repo: string; sha: string; appId: number };
  environments: GatedEnvironments;
}

/** A repository whose check run of the gate is written; undefined where there is none to write. */
export async function gatedRepository(
  { db, github, config }: ShellContext,
  repositoryId: number,
): Promise<GatedRepository | undefined> {
  const repository = await findRepository(db, repositoryId);
  if (repository === undefined || repository.removed_at !== null || repository.archived) return undefined;
  const { owner, name, scanned_sha: sha, installation_id: installationId } = repository;
  const environments = gatedEnvironments(repository.config);
  if (environments === null || sha === null) return undefined;
  const installation = await findInstallation(db, installationId);
  if (installation?.state !== 'active') return undefined;
  const octokit = await github.installation(installationId);
  return { repository, octokit, environments, place: { owner, repo: name, sha, appId: config.github!.appId } };
}
